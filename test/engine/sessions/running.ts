/** Sessions that run commands in containers. */
import { IDLE, type Session, SHELL, sh } from './session.ts';

export const RUNNING: readonly Session[] = [
  { name: 'run-rm', script: sh`$D run --rm --name td-run busybox:test sh -c 'echo hi; echo oops >&2'` },
  { name: 'run-exit-code-7', script: sh`$D run --rm --name td-run busybox:test sh -c 'echo hi; echo oops >&2; exit 7'` },
  {
    name: 'run-missing-image',
    script: '$D run --rm --name td-run localhost:1/nope',
    masks: [[/dial tcp \S+: connect/g, 'dial tcp <address>: connect']],
  },
  {
    name: 'run-bad-command',
    script: '$D run --name td-bad busybox:test /no/such/command',
    // CLI 20.10 may or may not get to say, at the time of day, that it no longer waits
    clientMasks: [[/^time=.*error waiting for container: context canceled.*\n/gm, '']],
    cleanup: '$D rm -f td-bad',
  },
  { name: 'run-stdin', script: 'echo x | $D run -i --rm --name td-run busybox:test cat' },
  { name: 'run-stdin-10-mb', script: '$D run -i --rm --name td-run busybox:test wc -c < $W/ten-megabytes' },
  { name: 'run-stdout-10-mb', script: '$D run -i --rm --name td-run busybox:test cat < $W/ten-megabytes | sha256sum | cut -c1-40' },
  {
    name: 'run-terminal',
    script: sh`
      $TYPIST see '> ' type 'echo $((6 * 7))\r' see '> ' type 'tty; until [ "$(stty size 2>&-)" = "24 80" ]; do usleep 20000; done; stty size\r' see '> ' type 'exit 5\r' -- $D run -it --rm --name td-run busybox:test ${SHELL}`,
  },
  {
    name: 'run-detached',
    script: sh`
      $D run -d --name td-web busybox:test sh -c 'until [ -e /go ]; do usleep 50000; done; for i in 1 2 3; do echo line $i; sleep 1; done; echo end >&2; sleep 1000'
      $D exec td-web sh -c 'echo in; echo err >&2; exit 3'; echo "code $?"
      $TYPIST see '> ' type 'touch /go; exit 4\r' -- $D exec -it td-web ${SHELL}; echo "code $?"
      $D logs -f td-web > $O/logs 2>&1 & until_seen $O/logs end; kill -9 $!
      cat $O/logs
      $D logs td-web; $D logs --tail 1 td-web
      $D stop -t 0 td-web
      $D rm td-web`,
    cleanup: '$D rm -f td-web',
  },
  {
    name: 'logs-follow',
    setup: sh`$D run -d --name td-logs busybox:test sh -c 'for i in 1 2 3; do echo line $i; sleep 1; done'`,
    script: '$D logs -f td-logs; $D logs -t td-logs',
    cleanup: '$D rm -f td-logs',
  },
  {
    name: 'attach-and-detach',
    setup: `$D run -dit --name td-attach busybox:test ${SHELL}`,
    script: sh`
      $TYPIST type '\r' see '> ' type 'echo se""en\r' see 'seen' see '> ' type '\x10\x11' -- $D attach td-attach; echo "code $?"
      $D inspect -f '{{.State.Running}}' td-attach`,
    cleanup: '$D rm -f td-attach',
  },
  {
    name: 'three-runs-at-once',
    script: sh`
      for i in 1 2 3; do $D run --rm --name td-at-once-$i busybox:test sh -c "echo $i; exit $i" > $O/$i; echo "code $?" >> $O/$i & done
      wait; cat $O/1 $O/2 $O/3`,
  },
  {
    name: 'poll-until-healthy',
    script: sh`
      $D run -d --name td-health --health-cmd 'test -e /ready || { touch /ready; false; }' --health-interval 1s busybox:test sleep 1000
      until [ "$state" = healthy ]; do state=$($D inspect -f '{{.State.Health.Status}}' td-health); echo "$state"; sleep 0.2; done | uniq
      $D rm -f td-health`,
    cleanup: '$D rm -f td-health',
  },
  {
    name: 'inspect-before-and-after',
    script: sh`
      look() { $D inspect -f '{{.State.Status}} {{.State.Running}} {{.State.ExitCode}}' td-state; }
      $D create --name td-state busybox:test ${IDLE}; look
      $D start td-state; look
      $D stop -t 5 td-state; look
      $D start td-state; look
      $D kill td-state; $D wait td-state; look
      $D rm td-state; look`,
    cleanup: '$D rm -f td-state',
  },
];
