"""The emulator, with what it lacks.

How a task ended: a call of ECS that it takes and forgets. On AWS the container agent reports it by SubmitTaskStateChange. Without
it DescribeTasks says of every stopped task that a user stopped it and that it exited with 0.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SubmitTaskStateChange.html

Application Auto Scaling: the emulator does not have it. Here it is asked which services scale, and answers that none does: on the
laptop scaling is not made (local/gaps/web.ts). Every other call is refused.
https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html

A root user with MFA, as a sound account has one. The emulator's credential report says that root has none, and an audit would page.
https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html

Queries of DynamoDB that read the range they ask for: dynamodb_ranges.py.
"""

import json

import dynamodb_ranges  # noqa: F401
from ministack import app
from ministack.app import main
from ministack.core import router
from ministack.services import ecs, iam

accept = ecs._ACTION_MAP["SubmitTaskStateChange"]


def submit_task_state_change(data):
    cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
    task = ecs._resolve_task(data.get("task", ""), cluster) if cluster else None
    if task is None or data.get("status") != "STOPPED":
        return accept(data)
    reported = {each.get("containerName"): each for each in data.get("containers", [])}
    has_run = any(each.get("exitCode") is not None for each in reported.values())
    stop_code = "EssentialContainerExited" if has_run else "TaskFailedToStart"
    ecs._mark_task_stopped(task["taskArn"], task, data.get("reason", ""), stop_code)
    with ecs.resource_lock("ecs-task", task["taskArn"]):
        for container in task.get("containers", []):
            # A task that was stopped on request has its stop code already, and a made-up exit code.
            for name in ("exitCode", "reason"):
                container.pop(name, None)
                value = reported.get(container.get("name"), {}).get(name)
                if value is not None:
                    container[name] = value
    return accept(data)


ecs._ACTION_MAP["SubmitTaskStateChange"] = submit_task_state_change


build_credential_report = iam._build_credential_report


def credential_report():
    header, root, *users = build_credential_report().split("\n")
    columns = root.split(",")
    columns[header.split(",").index("mfa_active")] = "true"
    return "\n".join([header, ",".join(columns), *users])


iam._build_credential_report = credential_report


async def application_auto_scaling(method, path, headers, body, query_params):
    action = headers.get("x-amz-target", "").rpartition(".")[2]
    if action == "DescribeScalableTargets":
        status, answer = 200, {"ScalableTargets": []}
    else:
        status, answer = 400, {"__type": "ValidationException", "message": f"{action}: nothing scales on the laptop"}
    return status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(answer).encode()


app.SERVICE_HANDLERS["application-autoscaling"] = application_auto_scaling

is_aws_service_name = router._is_aws_service_name


def is_service_name(scope_name):
    """For a service that it does not know, the emulator reads what botocore says of all there are, and answers nobody for seconds."""
    return scope_name in app.SERVICE_HANDLERS or is_aws_service_name(scope_name)


router._is_aws_service_name = is_service_name

if __name__ == "__main__":
    main()
