/** Sessions that only look. */
import { IDLE, type Session, sh } from './session.ts';

export const LOOKING: readonly Session[] = [
  { name: 'version', script: '$D version' },
  {
    name: 'info',
    script: '$D info',
    masks: [[/(Goroutines|File Descriptors|Events Listeners): \d+/gi, '$1: <number>']],
    clientMasks: [[/Runtimes: .*/g, 'Runtimes: <in any order>']], // the CLI walks a map
  },
  {
    name: 'ps-all',
    setup: `$D run -d --name td-ps-a busybox:test ${IDLE}; $D create --name td-ps-b -p 8099:80 busybox:test true`,
    script: '$D ps -a; $D ps -aq --no-trunc; $D ps -a --filter name=td-ps-b --format "{{.Names}} {{.Status}}"',
    cleanup: '$D rm -f td-ps-a td-ps-b',
  },
  // Engines list images of the same second in any order.
  { name: 'images', script: '$D images | sort; $D images -a --digests --no-trunc | sort; $D images -q no-such-image' },
  {
    name: 'inspect',
    setup: `$D run -d --name td-inspect busybox:test ${IDLE}`,
    script:
      '$D inspect td-inspect; $D inspect busybox:test; $D inspect --type container td-none td-inspect -f "{{.Name}}"; $D inspect td-none',
    cleanup: '$D rm -f td-inspect',
    masks: [[/"Pid": \d+/g, '"Pid": <pid>']],
  },
  {
    name: 'stats-no-stream',
    setup: `$D run -d --name td-stats busybox:test ${IDLE}`,
    script: '$D stats --no-stream td-stats',
    cleanup: '$D rm -f td-stats',
    masks: [[/\b\d+(\.\d+)?([kKMG]i?)?B\b/g, '<size>']],
  },
  {
    name: 'top',
    setup: `$D run -d --name td-top busybox:test ${IDLE}`,
    script: '$D top td-top; $D top td-top -eo comm',
    cleanup: '$D rm -f td-top',
    masks: [[/^root +\d+ +\d+ +\d+ +\d\d:\d\d /gm, 'root <pids> ']],
  },
  {
    name: 'system-df',
    script: '$D system df; $D system df --format "{{.Type}}"',
    // the build cache grows while other sessions build
    masks: [[/^(Build Cache) .*$/gm, '$1 <numbers>']],
  },
  {
    name: 'events-since-until',
    script: sh`
      since=$(date +%s.%N)
      $D run --rm --name td-events busybox:test true
      $D events --since "$since" --until "$(($(date +%s) + 1))" --filter container=td-events`,
    cleanup: '$D rm -f td-events',
    masks: [[/execDuration=\d+/g, 'execDuration=<number>']],
  },
  {
    // Without echo, and typed behind the line's end: a terminal puts ^C in the middle of what is being written.
    name: 'events-cut-by-ctrl-c',
    script: sh`
      since=$(date +%s.%N); $D create --name td-cut busybox:test true
      $TYPIST see "container create" run "$D start td-cut" see "container die" see "td-cut)" see "$(printf '\r')" type '\x03' -- sh -c 'stty -echo; exec "$@"' sh $D events --since $since --filter container=td-cut --filter event=create --filter event=die
      echo "code $?"`,
    cleanup: '$D rm -f td-cut',
    masks: [[/execDuration=\d+/g, 'execDuration=<number>']],
  },
];
