// The yardstick in C++: std::priority_queue over 16-byte events, on the same
// tables of gaps as everyone else.
//
//   cpp hold PENDING EVENTS CHECKED    cpp loss ARRIVALS
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <queue>

#include "gaps.hpp"

struct Event {
  int64_t at;
  uint64_t tag;  // order of scheduling above, what happens in the low 24 bits
  bool operator<(const Event& e) const { return at != e.at ? at > e.at : tag > e.tag; }
};

class Pending {
 public:
  void push(int64_t at, uint64_t what) { queue_.push({at, ++scheduled_ << 24 | what}); }
  Event pop() {
    Event e = queue_.top();
    queue_.pop();
    return {e.at, e.tag & 0xffffff};
  }
  bool empty() const { return queue_.empty(); }

 private:
  std::priority_queue<Event> queue_;
  uint64_t scheduled_ = 0;
};

static void hold(uint64_t pending, uint64_t events, uint64_t checked) {
  Gaps gap(1, 1e9);
  Pending q;
  for (uint64_t id = 0; id < pending; id++) q.push(gap.next(), id);
  uint64_t sum = 0;
  auto run = [&](uint64_t n) {
    for (; n > 0; n--) {
      Event e = q.pop();
      sum += static_cast<uint64_t>(e.at) ^ e.tag;
      q.push(e.at + gap.next(), e.tag);
    }
  };
  run(pending);
  double begin = cpu_ns();
  run(checked);
  uint64_t check = sum;
  run(events - checked);
  std::printf("ns=%.3f check=%016lx\n", (cpu_ns() - begin) / events, check);
}

static void loss(int arrivals) {
  enum { kDeparture, kArrival };
  Gaps gap(1, 1e9 / 90), work(2, 1e9);
  double begin = cpu_ns();
  Pending q;
  int busy = 0, lost = 0, arrived = 1;
  q.push(gap.next(), kArrival);
  while (!q.empty()) {
    Event e = q.pop();
    if (e.tag == kDeparture) {
      busy--;
      continue;
    }
    if (arrived < arrivals) {
      arrived++;
      q.push(e.at + gap.next(), kArrival);
    }
    if (busy == 100) {
      lost++;
    } else {
      busy++;
      q.push(e.at + work.next(), kDeparture);
    }
  }
  std::printf("ns=%.3f check=%d-lost\n", (cpu_ns() - begin) / arrivals, lost);
}

int main(int argc, char** argv) {
  if (argc == 5 && !std::strcmp(argv[1], "hold")) {
    hold(std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10), std::strtoull(argv[4], nullptr, 10));
  } else if (argc == 3 && !std::strcmp(argv[1], "loss")) {
    loss(std::atoi(argv[2]));
  } else {
    std::fputs("cpp: wanted hold PENDING EVENTS CHECKED, or loss ARRIVALS\n", stderr);
    return 2;
  }
}
