// Package difftest holds package model and its catalogue against the real parts
// that they imitate. It has tests only:
//
//   - model.DockerPorts against Docker's own port allocator (github.com/docker/docker
//     v28.5.2, libnetwork/portallocator), over random sequences of requests and
//     releases, very many short ones and some long ones: equal ports, equal errors (the
//     allocator does not compile on macOS, so neither does this test);
//   - the interface figures of model/catalog against the VPC resource controller's
//     table (github.com/aws/amazon-vpc-resource-controller-k8s v1.8.2, pkg/aws/vpc),
//     with every known difference named in one list, which may be neither too short
//     nor too long.
//
// It is a module of its own so that whoever builds or imports ecssim downloads
// neither Docker nor the controller, and sees neither in go.sum or in an audit;
// and because the controller asks for Go 1.26.6, where ecssim is content with
// 1.26.0. Test ./... from the root therefore passes it by. To run it, with the
// modules downloaded once:
//
//	cd model/difftest && go test ./...
//
// ECSSIM_VERIFY=1, as in make difftest, makes ten times the effort: a million short
// sequences of 4 to 32 operations, and a million operations in each of the others.
//
// Not here: the agent's own picker of dynamic ports. Its module cannot be imported
// (its go.mod replaces modules by folders beside it), so model.DynamicPorts is held
// against a transcription of the published procedure instead, in package model's
// tests.
package difftest
