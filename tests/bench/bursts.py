#!/usr/bin/env python3
"""What the first seconds of a relay cost: bursts of mail to relays that have just been started, published builds in turn.

  tests/bench/bursts.py [--rounds 5] [--bursts 5] [--count 200] [--size 1048576] [--sessions 10] NAME=FOLDER ...

Each FOLDER holds a published relay (dotnet publish core/Relay.Host -c Release -o FOLDER); to compare settings of the runtime, edit relay.runtimeconfig.json in a copy.
Medians for each burst: the rate until the last message is delivered, the relay's processor time for a message, and that of the thread which compiles hot methods again.
smtp-source and smtp-sink are those that tests/bench.sh has installed (BENCH_HOME). Run it alone on the machine.
"""
import argparse, glob, os, shutil, socket, statistics, subprocess, tempfile, time

here = os.path.dirname(os.path.abspath(__file__))
postfix = os.path.join(os.environ.get('BENCH_HOME', os.path.join(tempfile.gettempdir(), 'relay-bench')), 'root/postfix/usr')
peers = dict(os.environ, LD_LIBRARY_PATH=':'.join([postfix + '/lib/postfix', *glob.glob(postfix + '/lib/*-linux-*')]))
ticks = os.sysconf('SC_CLK_TCK')


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def wait_for(port):
    for _ in range(400):
        try:
            return socket.create_connection(('127.0.0.1', port), 1).close()
        except OSError:
            time.sleep(.05)
    raise SystemExit(f'nothing answers on port {port}')


def seconds(stat):
    fields = open(stat).read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / ticks


def compiling(pid):
    total = 0
    for task in glob.glob(f'/proc/{pid}/task/*'):
        try:
            total += seconds(task + '/stat') if 'Tiered' in open(task + '/comm').read() else 0
        except OSError:  # a thread that has just ended
            pass
    return total


def bursts(folder, base, sink, o):
    port = free_port()
    os.makedirs(base)
    settings = open(here + '/relay.json.in').read().replace('@SPOOL@', base + '/spool').replace('@PORT@', str(port))
    settings = settings.replace(', @TLS_IN@', '').replace('@SINK_PORT@', str(sink)).replace('@TLS_OUT@', '')
    open(base + '/relay.json', 'w').write(settings)
    log = base + '/log'
    relay = subprocess.Popen([folder + '/relay', 'run', '--config', base + '/relay.json', '--plugins', here + '/plugins.json'],
                             stdout=open(log, 'w'), stderr=subprocess.STDOUT, cwd=base)
    try:
        wait_for(port)
        time.sleep(1)
        delivered = lambda: open(log).read().count('delivered ')
        for _ in range(o.bursts):
            first, cpu, compiler, start = delivered(), seconds(f'/proc/{relay.pid}/stat'), compiling(relay.pid), time.time()
            subprocess.run([postfix + '/sbin/smtp-source', '-s', str(o.sessions), '-m', str(o.count), '-l', str(o.size),
                            '-f', 'a@client.example', '-t', 'b@dest.example', f'127.0.0.1:{port}'], env=peers, check=True)
            while delivered() < first + o.count:
                if time.time() - start > 120:
                    raise SystemExit(f'mail is still in the queue after two minutes: {log}')
                time.sleep(.01)
            took = time.time() - start
            yield o.count / took, (seconds(f'/proc/{relay.pid}/stat') - cpu) / o.count * 1000, compiling(relay.pid) - compiler
    finally:
        relay.terminate()
        relay.wait(30)
        shutil.rmtree(base, ignore_errors=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (('rounds', 5), ('bursts', 5), ('count', 200), ('size', 1048576), ('sessions', 10)):
        p.add_argument('--' + name, type=int, default=value)
    p.add_argument('builds', nargs='+', metavar='NAME=FOLDER')
    o = p.parse_args()
    builds = [b.split('=', 1) for b in o.builds]
    base = tempfile.mkdtemp(prefix='relay-bursts-')
    sink = free_port()
    taker = subprocess.Popen([postfix + '/sbin/smtp-sink', '-u', 'nobody', '-h', 'sink.example', f'127.0.0.1:{sink}', '500'], env=peers)
    seen = {}
    try:
        wait_for(sink)
        for r in range(o.rounds):
            for name, folder in builds if r % 2 == 0 else builds[::-1]:
                for b, figures in enumerate(bursts(folder, f'{base}/{name}{r}', sink, o)):
                    seen.setdefault((b, name), []).append(figures)
    finally:
        taker.kill()
        shutil.rmtree(base, ignore_errors=True)
    print(f'{"burst":>5} {"build":<12} {"delivered/s":>11} {"ms CPU each":>11} {"s compiling":>11}')
    for b in range(o.bursts):
        for name, _ in builds:
            rate, cpu, compiler = (statistics.median(f[i] for f in seen[(b, name)]) for i in range(3))
            print(f'{b + 1:>5} {name:<12} {rate:>11.0f} {cpu:>11.2f} {compiler:>11.2f}')


main()
