package placement

// expressions of the memberOf constraints that random shapes have.
var expressions = []string{
	"attribute:ecs.instance-type != t2",
	"attribute:stack == s1 or attribute:rack =~ r1.*",
	"attribute:rack exists",
	"runningTasksCount < 4",
	"not(task:group == service:1)",
	"registeredAt >= 2018-06-18T22:28:28 and registeredAt != 2018-06-20",
	"ec2InstanceId not_in [i-0, i-7] and agentConnected == true",
}
