/** Sessions that do something to containers that are there. */
import { IDLE, type Session, sh } from './session.ts';

const withContainer = (name: string, script: string): Session => ({
  name,
  setup: `$D run -d --name td-${name} busybox:test ${IDLE}`,
  script: script.replaceAll('NAME', `td-${name}`),
  cleanup: `$D rm -f td-${name} td-${name}-2`,
});

export const HANDLING: readonly Session[] = [
  withContainer('diff', '$D diff NAME; $D exec NAME sh -c "echo x > /tmp/new; rm /etc/group"; $D diff NAME | sort'),
  withContainer(
    'kill',
    "$D kill NAME; $D wait NAME; $D kill NAME; echo code $?; $D inspect -f '{{.State.Status}} {{.State.ExitCode}}' NAME",
  ),
  withContainer('kill-signal', '$D kill -s TERM NAME; $D wait NAME; $D kill -s NONSENSE NAME; echo code $?'),
  withContainer(
    'pause',
    "$D pause NAME; $D inspect -f '{{.State.Status}}' NAME; $D exec NAME true; echo code $?; $D unpause NAME; $D inspect -f '{{.State.Status}}' NAME",
  ),
  withContainer('rename', "$D rename NAME NAME-2; $D inspect -f '{{.Name}}' NAME-2; $D inspect NAME; $D rename NAME-2 NAME"),
  withContainer('restart', "$D restart -t 5 NAME; $D inspect -f '{{.State.Status}} {{.RestartCount}}' NAME"),
  withContainer('wait', '$D wait NAME > $O/code & $D kill -s TERM NAME; wait; cat $O/code'),
  withContainer('update', "$D update --memory 64m --memory-swap 64m NAME; $D inspect -f '{{.HostConfig.Memory}}' NAME"),
  withContainer('rm', '$D rm NAME; echo code $?; $D rm -f NAME; $D rm NAME; echo code $?'),
  withContainer(
    'copy',
    sh`
      $D cp $W/f NAME:/tmp/f; $D exec NAME cat /tmp/f
      $D cp $W/context NAME:/tmp/; $D exec NAME ls /tmp/context
      $D cp NAME:/tmp/f $O/g; cat $O/g
      $D cp NAME:/tmp/f - | tar xO
      tar -C $W -c f | $D cp - NAME:/root; $D exec NAME cat /root/f
      $D cp $W/f NAME:/no/such/folder/f; echo "code $?"
      $D cp NAME:/no/such/file $O; echo "code $?"
      $D cp $W/ten-megabytes NAME:/tmp/big; $D cp NAME:/tmp/big - | tar xO | cmp - $W/ten-megabytes && echo equal`,
  ),
  {
    name: 'wait-for-the-exit-code',
    script: "$D run -d --name td-wait busybox:test sh -c 'exit 3'; $D wait td-wait; $D rm td-wait",
    cleanup: '$D rm -f td-wait',
  },
  {
    name: 'network',
    script:
      '$D network create td-net; $D network ls; $D network inspect td-net; $D network create td-net; $D network rm td-net; $D network inspect td-net',
    cleanup: '$D network rm td-net',
  },
  {
    name: 'network-connect',
    setup: `$D network create td-net; $D run -d --name td-connect busybox:test ${IDLE}`,
    script: sh`
      look() { $D inspect -f '{{range $name, $net := .NetworkSettings.Networks}}{{$name}} {{end}}' td-connect; }
      look; $D network connect --alias web td-net td-connect; look; $D network disconnect td-net td-connect; look`,
    cleanup: '$D rm -f td-connect; $D network rm td-net',
  },
  {
    name: 'volume',
    script: sh`
      $D volume create --label a=b td-volume; $D volume ls -f name=td-volume; $D volume inspect td-volume
      $D run --rm --name td-volume-run -v td-volume:/v busybox:test sh -c 'echo kept > /v/f'
      $D run --rm --name td-volume-run -v td-volume:/v busybox:test cat /v/f
      $D volume rm td-volume; $D volume inspect td-volume`,
    cleanup: '$D volume rm td-volume',
  },
];
