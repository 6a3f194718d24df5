/**
 * What the probe runs, by `node -e`: each second a connection to HOST:PORT, whatever became of the one before, each given two seconds; a line for
 * each: when it began (epoch milliseconds), `up` or `down`, how long it took, and why. Names are looked up each time, as a failover of an instance
 * moves its name. With HELLO the server has to say something too: `postgres` is asked whether it speaks TLS, `mysql` greets by itself. It ends after
 * LIFE seconds, whatever becomes of whoever started it.
 */
export const probeScript = `
const { connect } = require('node:net');
const { HOST, PORT, HELLO = '', LIFE = '600' } = process.env;
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const attempt = () => {
  const began = Date.now();
  let told = false;
  const socket = connect({ host: HOST, port: Number(PORT) });
  const tell = (state, why) => {
    if (told) return;
    told = true;
    console.log(began + ' ' + state + ' ' + (Date.now() - began) + (why ? ' ' + why : ''));
    socket.destroy();
  };
  socket.setTimeout(2000, () => tell('down', 'ETIMEDOUT'));
  setTimeout(() => tell('down', 'ETIMEDOUT'), 2000).unref();
  socket.on('connect', () => {
    if (HELLO === 'postgres') socket.write(sslRequest);
    else if (HELLO !== 'mysql') tell('up');
  });
  socket.on('data', () => tell('up'));
  socket.on('error', (error) => tell('down', error.code || 'ERROR'));
  socket.on('close', () => tell('down', 'CLOSED'));
};
const timer = setInterval(attempt, 1000);
attempt();
setTimeout(() => { clearInterval(timer); setTimeout(() => process.exit(0), 2500); }, Number(LIFE) * 1000);
process.on('SIGTERM', () => process.exit(0));
`.trim()

/** By which greeting an engine shows that it serves, and does not only listen. */
export const helloOf = (engine: string): 'postgres' | 'mysql' | '' => {
  if (engine.includes('postgres')) return 'postgres'
  return /mysql|mariadb/.test(engine) ? 'mysql' : ''
}
