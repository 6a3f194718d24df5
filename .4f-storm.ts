import { findDeployment } from '/work/alerts/cli/deployment.ts'
import { makeAlarm, setAlarm } from '/work/alerts/local/tour/alarms.ts'
const d = await findDeployment()
const at = Number(process.argv[2]), n = Number(process.argv[3])
const names = Array.from({length:n},(_, i)=>`stormx-${Date.now().toString(36)}-${i}`)
const t0 = performance.now()
const groups = async (w: (x: string)=>Promise<void>) => { for (let s=0;s<n;s+=at) await Promise.all(names.slice(s,s+at).map(w)) }
await groups((x)=>makeAlarm(x, d.output('AlarmTopicArn')))
const t1 = performance.now()
await groups((x)=>setAlarm(x,'ALARM','db'))
const t2 = performance.now()
const since = new Date(Date.now()-60000).toISOString()
for(;;){ const f=(await d.ledger().list<any>('incident',{since,limit:500})).filter((i)=>names.includes(i.alarm)); if(f.length===n||performance.now()-t2>60000){console.log(at,n,'make',(t1-t0)|0,'set',(t2-t1)|0,'ledger',(performance.now()-t2)|0,f.length);break} await new Promise(r=>setTimeout(r,200)) }
process.exit()
