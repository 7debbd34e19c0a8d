// Package commands writes the shell script with which a user asks AWS what an import reads: calls
// of the AWS CLI that only read, in batches, each with its purpose beside it.
package commands

import (
	"fmt"
	"regexp"
	"strings"
)

// Request is what the script is for.
type Request struct {
	Cluster string // its name; see Valid
	Region  string // "" = the AWS CLI's own
	Folder  string // that the script makes and writes into; "" = CLUSTER-answers
}

// names of clusters (ECS API, CreateCluster: letters, numbers, hyphens and underscores, up to 255).
var names = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

const longestName = 255

// folders that a shell takes as they are.
var folders = regexp.MustCompile(`^[A-Za-z0-9_./-]+$`)

// regions as AWS names them.
var regions = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)

// Valid says what is wrong with a request.
func (r Request) Valid() error {
	switch {
	case !names.MatchString(r.Cluster) || len(r.Cluster) > longestName:
		return fmt.Errorf("%q is no name of a cluster: up to 255 letters, digits, hyphens and underscores", r.Cluster)
	case strings.HasPrefix(r.Cluster, "-"):
		return fmt.Errorf("%q begins with a hyphen: the AWS CLI would take it for an option, wanted a name that begins with a letter, digit or underscore", r.Cluster)
	case r.Region != "" && !regions.MatchString(r.Region):
		return fmt.Errorf("%q is no Region, wanted one such as us-east-1", r.Region)
	case r.Folder != "" && (!folders.MatchString(r.Folder) || strings.HasPrefix(r.Folder, "-")):
		return fmt.Errorf("%q is no folder for a script, wanted letters, digits, points, slashes, hyphens and underscores", r.Folder)
	}
	return nil
}

// Script is the text of the script, for a POSIX shell. It needs the AWS CLI and nothing else, and
// changes nothing in AWS.
func Script(r Request) string {
	folder := r.Folder
	if folder == "" {
		folder = r.Cluster + "-answers"
	}
	text := strings.NewReplacer("@CLUSTER@", r.Cluster, "@FOLDER@", folder, "@REGION@", r.Region).Replace(script)
	if r.Region == "" {
		text = strings.Replace(text, "AWS_REGION=''\nexport AWS_REGION\n", "", 1)
	}
	return text
}

// script asks what there is, and then describes it in batches of the sizes that the calls take: 10
// services, 100 tasks, 100 container instances (ECS API, DescribeServices, DescribeTasks,
// DescribeContainerInstances). The answers of all batches follow one another in one file, which
// import reads as several documents. A call that fails leaves no file, and the next one goes on.
const script = `#!/bin/sh
# Writes what ecssim import reads of the ECS cluster @CLUSTER@ into the folder @FOLDER@.
# Every call only reads. A call that you may not make fails, is said, and the others go on: import
# says what is missing then. A step that you do not want goes with its lines below.
# The answers hold what AWS knows of your tasks, environment and user data too: keep them to
# yourself. import takes none of that into the scenario.
# Needed: the AWS CLI, with permission for the calls.
set -u

cluster='@CLUSTER@'
folder='@FOLDER@'
AWS_REGION='@REGION@'
export AWS_REGION
AWS_PAGER=''
export AWS_PAGER

mkdir -p "$folder" || exit 1

say() { echo "$1" >&2; }
failed() { say "  that failed, and the next call goes on"; }

# save FILE CALL... writes the answer of a call.
save() {
  file=$1
  shift
  aws --output json "$@" > "$folder/$file" || { rm -f "$folder/$file"; return 1; }
}

# list CALL... prints what a call lists, one a line.
list() {
  found=$(aws --output text "$@") || return 1
  printf '%s\n' "$found" | lines
}

# lines makes lines of what the AWS CLI prints as text.
lines() { tr '\t' '\n' | sed '/^None$/d; /^$/d'; }

# each SIZE OPTIONS CALL... makes a call for every so many lines that come in; none for no line.
each() {
  size=$1
  shift
  items=$(sed '/^$/d')
  [ -n "$items" ] || return 0
  printf '%s\n' "$items" | xargs -n "$size" aws "$@"
}

# describe SIZE FILE CALL... is each, into a file.
describe() {
  size=$1
  file=$2
  shift 2
  each "$size" --output json "$@" > "$folder/$file" || { rm -f "$folder/$file"; return 1; }
  [ -s "$folder/$file" ] || rm -f "$folder/$file"
}

say "the cluster: its capacity providers and default strategy"
save clusters.json ecs describe-clusters --clusters "$cluster" || failed

say "container instances: types, zones, trunks, what is registered and what is left"
hosts=$(list ecs list-container-instances --cluster "$cluster" --query 'containerInstanceArns[]') || failed
printf '%s\n' "$hosts" |
  describe 100 container-instances.json ecs describe-container-instances --cluster "$cluster" --container-instances || failed

say "services: desired counts, placement, deployments"
services=$(list ecs list-services --cluster "$cluster" --query 'serviceArns[]') || failed
printf '%s\n' "$services" | describe 10 services.json ecs describe-services --cluster "$cluster" --services || failed

say "tasks: where each one runs"
tasks=$(list ecs list-tasks --cluster "$cluster" --query 'taskArns[]') || failed
printf '%s\n' "$tasks" | describe 100 tasks.json ecs describe-tasks --cluster "$cluster" --tasks || failed

say "task definitions: those that services and tasks run, a call each"
{
  printf '%s\n' "$services" | each 10 --output text ecs describe-services --cluster "$cluster" \
    --query 'services[].deployments[].taskDefinition' --services
  printf '%s\n' "$services" | each 10 --output text ecs describe-services --cluster "$cluster" \
    --query 'services[].taskDefinition' --services
  printf '%s\n' "$tasks" | each 100 --output text ecs describe-tasks --cluster "$cluster" \
    --query 'tasks[].taskDefinitionArn' --tasks
} | lines | sort -u | describe 1 task-definitions.json ecs describe-task-definition --task-definition || failed

say "capacity providers: managed scaling, and which Auto Scaling group each one has"
save capacity-providers.json ecs describe-capacity-providers || failed

say "account settings: awsvpcTrunking, those that were never touched too"
save account-settings.json ecs list-account-settings --effective-settings || failed

say "Auto Scaling groups: minimum, maximum, subnets, launch templates"
save auto-scaling-groups.json autoscaling describe-auto-scaling-groups || failed
save launch-configurations.json autoscaling describe-launch-configurations || failed
{
  list autoscaling describe-auto-scaling-groups --query 'AutoScalingGroups[].LaunchTemplate.LaunchTemplateId'
  list autoscaling describe-auto-scaling-groups \
    --query 'AutoScalingGroups[].MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId'
} | sort -u | describe 1 launch-templates.json ec2 describe-launch-template-versions --launch-template-id || failed

say "EC2 instances: their groups and roles, and types that container instances do not report"
printf '%s\n' "$hosts" | each 100 --output text ecs describe-container-instances --cluster "$cluster" \
  --query 'containerInstances[].ec2InstanceId' --container-instances | lines | sed '/^i-/!d' |
  describe 100 instances.json ec2 describe-instances --instance-ids || failed

say "subnets: zones and blocks of addresses"
save subnets.json ec2 describe-subnets || failed

say "target groups: protocols and health checks"
save target-groups.json elbv2 describe-target-groups || failed

say "done: ecssim import $folder --write $cluster.yaml"
`
