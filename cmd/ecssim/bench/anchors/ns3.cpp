// M/M/100/100 at 90 erlangs in ns-3: plain functions on its default scheduler.
//
//   ns3 loss ARRIVALS
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "gaps.hpp"
#include "ns3/core-module.h"

namespace {

struct Loss {
  Gaps gap{1, 1e9 / 90}, work{2, 1e9};
  int arrivals, arrived = 1, busy = 0, lost = 0;

  explicit Loss(int n) : arrivals(n) { ns3::Simulator::Schedule(ns3::NanoSeconds(gap.next()), &Loss::Arrive, this); }

  void Arrive() {
    if (arrived < arrivals) {
      arrived++;
      ns3::Simulator::Schedule(ns3::NanoSeconds(gap.next()), &Loss::Arrive, this);
    }
    if (busy == 100) {
      lost++;
      return;
    }
    busy++;
    ns3::Simulator::Schedule(ns3::NanoSeconds(work.next()), &Loss::Depart, this);
  }

  void Depart() { busy--; }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 || std::strcmp(argv[1], "loss")) {
    std::fputs("ns3: wanted loss ARRIVALS\n", stderr);
    return 2;
  }
  int arrivals = std::atoi(argv[2]);
  Loss model(arrivals);
  double begin = cpu_ns();
  ns3::Simulator::Run();
  std::printf("ns=%.3f check=%d-lost\n", (cpu_ns() - begin) / arrivals, model.lost);
}
