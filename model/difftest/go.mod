module ecssim/model/difftest

go 1.26.6

require (
	ecssim v0.0.0
	github.com/aws/amazon-vpc-resource-controller-k8s v1.8.2
	github.com/docker/docker v28.5.2+incompatible
)

require (
	github.com/containerd/log v0.2.0 // indirect
	github.com/sirupsen/logrus v1.10.2 // indirect
	golang.org/x/sys v0.49.0 // indirect
	gotest.tools/v3 v3.5.2 // indirect
)

replace ecssim => ../..
