/** Whole sentences of the engines, as they write them into records, and the same in Korean. */
export const sentences: Readonly<Record<string, string>> = {
  // Runs: what happened, and what to do.
  'It exited with 0.': '종료 코드 0으로 끝났습니다.',
  'The image or its tag does not exist in the registry.': '이미지나 태그가 레지스트리에 없습니다.',
  'Push it again, or correct the image and tag of the job.': '다시 푸시하거나 작업의 이미지와 태그를 고치세요.',
  'The image registry could not be reached.': '이미지 레지스트리에 연결할 수 없었습니다.',
  'Give the subnet a way out: NAT, a public address, or for ECR the endpoints ecr.api, ecr.dkr and s3; the security group needs port 443 outwards.':
    '서브넷에 나가는 길을 만드세요: NAT, 퍼블릭 주소, 또는 ECR용 엔드포인트 ecr.api, ecr.dkr, s3. 보안 그룹은 443 포트로 나갈 수 있어야 합니다.',
  'The registry refused to hand out the image.': '레지스트리가 이미지를 주지 않았습니다.',
  'Allow the pull in the execution role and in the policy of the repository, and check that the repository exists.':
    '실행 역할과 리포지토리 정책에서 가져오기를 허용하고 리포지토리가 있는지 확인하세요.',
  'The registry limits how often images are pulled.': '레지스트리가 이미지를 가져오는 횟수를 제한합니다.',
  'Try later, sign in to the registry, or mirror the image to ECR.':
    '나중에 다시 하거나, 레지스트리에 로그인하거나, 이미지를 ECR에 복제하세요.',
  'The image is not built for the CPU architecture of the task.': '이미지가 태스크의 CPU 아키텍처용이 아닙니다.',
  'Build it for that architecture (docker buildx build --platform).':
    '그 아키텍처용으로 빌드하세요(docker buildx build --platform).',
  'Secrets or the login of the registry could not be fetched: their service could not be reached.':
    '비밀 값이나 레지스트리 로그인을 가져올 수 없었습니다. 해당 서비스에 연결되지 않습니다.',
  'Give the subnet NAT or an endpoint for the service; its security group needs port 443 from the task, and the VPC needs DNS.':
    '서브넷에 NAT나 그 서비스의 엔드포인트를 두세요. 보안 그룹은 태스크에서 오는 443 포트를, VPC는 DNS를 허용해야 합니다.',
  'The execution role may not read a secret of the task.': '실행 역할이 태스크의 비밀 값을 읽을 수 없습니다.',
  'Allow the execution role to read the secret, and to use its KMS key.':
    '실행 역할이 비밀 값을 읽고 그 KMS 키를 쓸 수 있게 하세요.',
  'A secret or parameter of the task does not exist, or lacks the field that is asked for.':
    '태스크의 비밀 값이나 파라미터가 없거나, 필요한 항목이 없습니다.',
  'Create it in the region of the task, or correct its ARN or field in the job.':
    '태스크의 리전에 만들거나 작업에서 ARN이나 항목을 고치세요.',
  'The environment file could not be fetched: S3 could not be reached.':
    '환경 파일을 가져올 수 없었습니다. S3에 연결되지 않습니다.',
  'Give the subnet an S3 gateway endpoint in its route table, or NAT.':
    '서브넷의 라우팅 테이블에 S3 게이트웨이 엔드포인트나 NAT를 두세요.',
  'The execution role may not read the environment file in S3.': '실행 역할이 S3의 환경 파일을 읽을 수 없습니다.',
  'Allow the execution role s3:GetObject on the file and s3:GetBucketLocation on its bucket. S3 refuses a file that is not there in the same way.':
    '실행 역할에 파일의 s3:GetObject와 버킷의 s3:GetBucketLocation을 허용하세요. 파일이 없을 때도 S3는 똑같이 거부합니다.',
  'The environment file is not in S3.': '환경 파일이 S3에 없습니다.',
  'Upload it, or correct its address in the job; the bucket must be in the region of the task.':
    '올리거나 작업에서 주소를 고치세요. 버킷은 태스크와 같은 리전에 있어야 합니다.',
  'The container could not be given a log.': '컨테이너에 로그를 연결할 수 없었습니다.',
  'Create the log group, and allow the execution role logs:CreateLogStream and logs:PutLogEvents on it.':
    '로그 그룹을 만들고 실행 역할에 logs:CreateLogStream과 logs:PutLogEvents를 허용하세요.',
  'The EFS file system could not be mounted.': 'EFS 파일 시스템을 마운트할 수 없었습니다.',
  'Check that it has a mount target in the zone of the subnet, that port 2049 is open between the two, and that the directory exists.':
    '서브넷의 영역에 마운트 대상이 있는지, 둘 사이에 2049 포트가 열려 있는지, 디렉터리가 있는지 확인하세요.',
  'AWS could not give the task a network interface.': 'AWS가 태스크에 네트워크 인터페이스를 줄 수 없었습니다.',
  'Check that the subnet has free addresses; use more subnets.':
    '서브넷에 빈 주소가 있는지 확인하고 서브넷을 더 쓰세요.',
  'AWS could not give the task its storage.': 'AWS가 태스크에 저장 공간을 줄 수 없었습니다.',
  'Try again.': '다시 시도하세요.',
  'AWS has no room for the task at the moment.': '지금 AWS에 태스크를 실행할 자리가 없습니다.',
  'Try later, use subnets in more zones, or another size.':
    '나중에 다시 하거나, 더 많은 영역의 서브넷이나 다른 크기를 쓰세요.',
  'The container agent on the machine is not connected.': '서버의 컨테이너 에이전트가 연결되어 있지 않습니다.',
  'Try again; look at the instance.': '다시 시도하고 인스턴스를 확인하세요.',
  'The container runtime could not create or start the container.':
    '컨테이너 런타임이 컨테이너를 만들거나 시작하지 못했습니다.',
  'Try again; if it happens each time, look at the volumes, devices and user of the task definition.':
    '다시 시도하고, 매번 그러면 태스크 정의의 볼륨, 장치, 사용자를 확인하세요.',
  'The container never ran, or nobody knows how it ended.':
    '컨테이너가 실행되지 않았거나 어떻게 끝났는지 알 수 없습니다.',
  'Look at what ECS says of the other containers of the task, and start it again.':
    'ECS가 태스크의 다른 컨테이너를 어떻게 말하는지 보고 다시 시작하세요.',
  'ECS cannot take on a role of the task.': 'ECS가 태스크의 역할을 맡을 수 없습니다.',
  'Check that the role exists, that its trust policy names ecs-tasks.amazonaws.com, and that Nightshift may hand it over (iam:PassRole).':
    '역할이 있는지, 신뢰 정책에 ecs-tasks.amazonaws.com이 있는지, Nightshift가 역할을 넘길 수 있는지(iam:PassRole) 확인하세요.',
  'The task definition does not exist, is inactive or cannot be used here.':
    '태스크 정의가 없거나, 비활성이거나, 여기서 쓸 수 없습니다.',
  'Deploy again, or name one that is active.': '다시 배포하거나 활성인 것을 지정하세요.',
  'The cluster does not exist or is inactive.': '클러스터가 없거나 비활성입니다.',
  'Deploy again.': '다시 배포하세요.',
  "The job's own command failed.": '작업의 명령 자체가 실패했습니다.',
  'Its log says why.': '이유는 로그에 있습니다.',
  'The command cannot be executed.': '명령을 실행할 수 없습니다.',
  'The command could not be executed (exit code 126).': '명령을 실행할 수 없었습니다(종료 코드 126).',
  'A command was not found in the image (exit code 127).': '이미지에 명령이 없습니다(종료 코드 127).',
  'Check the command of the job against the image: its path, its mode, its architecture; each argument is an item of its own.':
    '작업의 명령을 이미지와 비교하세요: 경로, 권한, 아키텍처. 인수는 하나씩 따로 적습니다.',
  'The container used more memory than it has.': '컨테이너가 가진 것보다 많은 메모리를 썼습니다.',
  'Give the job the next size up.': '작업에 한 단계 큰 크기를 주세요.',
  'The process crashed with a memory fault.': '프로세스가 메모리 오류로 멈췄습니다.',
  'Did the image, a library or the CPU architecture change?': '이미지, 라이브러리, CPU 아키텍처가 바뀌었나요?',
  'The process aborted itself.': '프로세스가 스스로 중단했습니다.',
  'Its log says why. Did the image, a library or the CPU architecture change?':
    '이유는 로그에 있습니다. 이미지, 라이브러리, CPU 아키텍처가 바뀌었나요?',
  'The process ended on SIGTERM.': '프로세스가 SIGTERM으로 끝났습니다.',
  'Find out who stopped the task.': '누가 태스크를 중지했는지 확인하세요.',
  'The task was stopped and did not end within its grace period, so it was killed. This is not a lack of memory.':
    '태스크가 중지되었지만 유예 시간 안에 끝나지 않아 강제 종료되었습니다. 메모리 부족이 아닙니다.',
  'Let the process end on SIGTERM, or give it a longer stopTimeout.':
    '프로세스가 SIGTERM에 끝나게 하거나 stopTimeout을 늘리세요.',
  'Somebody stopped the task.': '누군가 태스크를 중지했습니다.',
  'CloudTrail shows who called StopTask.': '누가 StopTask를 불렀는지는 CloudTrail에 있습니다.',
  'A service or a deployment stopped the task.': '서비스나 배포가 태스크를 중지했습니다.',
  'A job should not belong to a service.': '작업은 서비스에 속하지 않아야 합니다.',
  'The task did not pass its health check.': '태스크가 상태 확인을 통과하지 못했습니다.',
  'Correct the check or take it out: a job needs none.': '상태 확인을 고치거나 빼세요. 작업에는 필요 없습니다.',
  'AWS ended the machine under the task.': 'AWS가 태스크가 있던 서버를 종료했습니다.',
  'Run it again if it may run twice.': '두 번 실행해도 되면 다시 실행하세요.',
  'AWS took the Spot capacity back.': 'AWS가 스팟 용량을 회수했습니다.',
  'Run it again if it may run twice, or use capacity that is not Spot.':
    '두 번 실행해도 되면 다시 실행하거나 스팟이 아닌 용량을 쓰세요.',
  'No task was started in time.': '제때 시작된 태스크가 없습니다.',
  'See whether the schedule is paused, or the function that starts jobs throttled or broken.':
    '일정이 멈춰 있는지, 작업을 시작하는 함수가 제한되거나 고장 났는지 확인하세요.',
  'A newer firing took its place, or the catch-up policy left it out.':
    '더 새로운 실행이 대신했거나 따라잡기 정책이 건너뛰었습니다.',
  'The calendar of its job leaves it out.': '이 작업의 달력에서 제외되는 날입니다.',
  'Too many runs waited for a place in its pool already.': '풀의 자리를 기다리는 실행이 이미 너무 많았습니다.',
  'Give the pool more places, or let its jobs fire at other times.':
    '풀의 자리를 늘리거나, 작업들의 시작 시각을 서로 다르게 하세요.',
  'What it comes after did not succeed in time, or was left out.':
    '먼저 성공해야 하는 작업이 제때 성공하지 못했거나 실행되지 않았습니다.',
  'See the runs of the jobs that it names (after), and try it again when they have succeeded.':
    '이 작업이 지정한 선행 작업(after)의 실행을 확인하고, 성공한 뒤 다시 시도하세요.',
  'The job is suspended.': '작업이 일시 중단되어 있습니다.',
  'An earlier run was not over, and runs must not overlap.': '앞선 실행이 끝나지 않았고, 실행은 겹치면 안 됩니다.',
  'Nothing, unless runs take longer than they should.': '실행이 너무 오래 걸리지 않는 한 할 일이 없습니다.',
  'It ran longer than it may (runTimeout) and was stopped.':
    '허용된 시간(runTimeout)보다 오래 실행되어 중지되었습니다.',
  'Its log says what it was doing; give it more time or make it faster.':
    '무엇을 하고 있었는지는 로그에 있습니다. 시간을 더 주거나 빠르게 만드세요.',
  'Its log says what it was doing; if it needs that long, raise runTimeout.':
    '무엇을 하고 있었는지는 로그에 있습니다. 그만큼 필요하면 runTimeout을 늘리세요.',
  'It did not start within its time (startTimeout) and was stopped.':
    '제한 시간(startTimeout) 안에 시작되지 않아 중지되었습니다.',
  'Look at the image, the network and the capacity.': '이미지, 네트워크, 용량을 확인하세요.',
  'See whether its image, its network or the capacity holds it up.':
    '이미지, 네트워크, 용량 중 무엇이 늦추는지 확인하세요.',
  'Somebody cancelled the run.': '누군가 실행을 취소했습니다.',
  'A newer run replaced it.': '더 새로운 실행이 대신했습니다.',
  'ECS does not say why.': 'ECS가 이유를 말하지 않습니다.',
  'Look at the task and its log.': '태스크와 로그를 확인하세요.',
  'Nothing.': '할 일이 없습니다.',
  'The task is gone and ECS no longer says how it ended; no state change arrived.':
    '태스크가 사라졌고 ECS는 어떻게 끝났는지 더 말하지 않습니다. 상태 변화도 오지 않았습니다.',
  'It was waiting and had no task.': '기다리는 중이었고 태스크가 없었습니다.',
  'It was stopped.': '중지되었습니다.',
  'It was stopped, did not end on SIGTERM and was killed (exit code 137).':
    '중지되었지만 SIGTERM에 끝나지 않아 강제 종료되었습니다(종료 코드 137).',
  'It was not tried again.': '다시 시도하지 않았습니다.',
  'The config no longer has the job.': '설정에 이 작업이 더 이상 없습니다.',
  'Its turn came when the config no longer had the job.': '차례가 왔을 때 설정에 이 작업이 없었습니다.',
  'The catch-up policy runs only newer ones (catchUp).': '따라잡기 정책은 더 새로운 것만 실행합니다(catchUp).',
  'A later firing has had its run already (catchUp).': '나중 것이 이미 실행되었습니다(catchUp).',
  // Incidents.
  'recovery not seen: the alarm has gone off again': '복구를 확인하지 못했는데 알람이 다시 울림',
  '; it was over before that ended': ', 그 전에 끝남',
  ', and not over since: ': ', 그 뒤로 끝나지 않음: ',
  'The alarm was deleted.': '알람이 삭제되었습니다.',
  'A schedule came due.': '예정된 시각이 되었습니다.',
}
