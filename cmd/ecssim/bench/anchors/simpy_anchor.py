"""SimPy on the same work: one process a customer, as its manual teaches, and as
the leanest way that it has, timeouts with bare callbacks.

    simpy_anchor.py hold processes PENDING EVENTS CHECKED
    simpy_anchor.py loss processes|callbacks ARRIVALS
"""
import itertools
import math
import sys
import time

import simpy

SIZE = 1 << 16
WORD = (1 << 64) - 1


def gaps(seed, mean_ns):
    """The lengths of gaps.hpp, without end."""
    length = [math.floor(-math.log((i + 0.5) / SIZE) * mean_ns + 0.5) for i in range(SIZE)]
    for i in reversed(range(1, SIZE)):
        seed = (seed * 6364136223846793005 + 1442695040888963407) & WORD
        j = (seed >> 33) % (i + 1)
        length[i], length[j] = length[j], length[i]
    return itertools.cycle(length)


def hold(pending, events, checked):
    env = simpy.Environment()
    draw = gaps(1, 1e9).__next__
    marks = {pending: env.event(), pending + checked: env.event(), pending + events: env.event()}
    seen = total = 0

    def ball(i):
        nonlocal seen, total
        while True:
            yield env.timeout(draw())
            total += env.now ^ i
            seen += 1
            if seen in marks:
                marks[seen].succeed(total & WORD)

    for i in range(pending):
        env.process(ball(i))
    env.run(until=marks[pending])
    begin = time.process_time_ns()
    check = env.run(until=marks[pending + checked])
    if events > checked:
        env.run(until=marks[pending + events])
    print(f"ns={(time.process_time_ns() - begin) / events:.3f} check={check:016x}")


def loss_by_processes(env, arrivals, gap, work):
    servers = simpy.Resource(env, capacity=100)
    lost = []

    def task():
        with servers.request() as slot:
            yield slot
            yield env.timeout(work())

    def arrive():
        for i in range(arrivals):
            yield env.timeout(gap())
            if servers.count < servers.capacity:
                env.process(task())
            else:
                lost.append(i)

    env.process(arrive())
    env.run()
    return len(lost)


def loss_by_callbacks(env, arrivals, gap, work):
    arrived, busy, lost = 1, 0, 0

    def depart(_):
        nonlocal busy
        busy -= 1

    def arrive(_):
        nonlocal arrived, busy, lost
        if arrived < arrivals:
            arrived += 1
            env.timeout(gap()).callbacks.append(arrive)
        if busy == 100:
            lost += 1
            return
        busy += 1
        env.timeout(work()).callbacks.append(depart)

    env.timeout(gap()).callbacks.append(arrive)
    env.run()
    return lost


def loss(style, arrivals):
    gap, work = gaps(1, 1e9 / 90).__next__, gaps(2, 1e9).__next__
    model = {"processes": loss_by_processes, "callbacks": loss_by_callbacks}[style]
    begin = time.process_time_ns()
    lost = model(simpy.Environment(), arrivals, gap, work)
    print(f"ns={(time.process_time_ns() - begin) / arrivals:.3f} check={lost}-lost")


if __name__ == "__main__":
    what, style, *numbers = sys.argv[1:]
    if what == "hold":
        hold(*map(int, numbers))
    else:
        loss(style, *map(int, numbers))
