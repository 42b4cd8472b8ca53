/** Sessions about images. Digests are cut to 40 digits where they must be equal in every run. */
import { type Session, sh } from './session.ts';

export const IMAGES: readonly Session[] = [
  {
    name: 'save-and-load',
    setup: '$D tag busybox:test td-save:1',
    script: sh`
      $D save busybox:test | tar xO | sha256sum | cut -c1-40 # 28.5 writes the time of day into the archive
      $D save -o $O/save.tar td-save:1; sha256sum < $O/save.tar
      $D rmi td-save:1; $D load -i $O/save.tar; $D load -q < $O/save.tar; $D images td-save`,
    cleanup: '$D rmi td-save:1',
  },
  {
    name: 'export-and-import',
    setup: '$D create --name td-export busybox:test true',
    script: sh`
      $D export td-export | sha256sum
      $D export -o $O/export.tar td-export; sha256sum < $O/export.tar
      $D import $O/export.tar td-import:1; $D import - td-import:2 < $O/export.tar
      $D run --rm --name td-export-run td-import:1 /bin/echo works; $D rmi td-import:1 td-import:2`,
    cleanup: '$D rm -f td-export; $D rmi td-import:1 td-import:2',
  },
  {
    name: 'tag-history-rmi',
    script:
      '$D tag busybox:test td-tag:1; $D history busybox:test; $D history -q --no-trunc td-tag:1; $D images td-tag; $D rmi td-tag:1; $D rmi td-tag:1',
    cleanup: '$D rmi td-tag:1',
  },
  {
    name: 'commit',
    setup: '$D create --name td-commit busybox:test true',
    script:
      "$D commit -m message -a author td-commit td-committed:1; $D inspect -f '{{.Author}} {{.Comment}}' td-committed:1; $D rmi td-committed:1",
    cleanup: '$D rm -f td-commit; $D rmi td-committed:1',
  },
  {
    name: 'build-legacy',
    script:
      'export DOCKER_BUILDKIT=0; $D build --no-cache -t td-built $W/context; echo "code $?"; $D run --rm --name td-built-run td-built; $D build -q -t td-built $W/context; $D rmi td-built',
    cleanup: '$D rmi -f td-built',
  },
  {
    name: 'build-legacy-stdin',
    // The docker CLI makes up a name for a Dockerfile that is not in the context.
    script: sh`export DOCKER_BUILDKIT=0; printf 'FROM busybox:test\nLABEL a=b\n' | $D build -t td-built -
      printf 'FROM busybox:test\nCOPY f /f\nLABEL a=c\n' | $D build --no-cache -t td-built-beside -f - $W/context
      printf 'FROM busybox:test\nLABEL a=d\n' > $O/Dockerfile; $D build -q --no-cache -t td-built-file -f $O/Dockerfile $W/context
      $D rmi td-built td-built-beside td-built-file`,
    cleanup: '$D rmi -f td-built td-built-beside td-built-file',
    clientMasks: [[/^(Sending build context to Docker daemon).*/gm, '$1']], // packed with the time of day: some bytes more or less
  },
  {
    name: 'build-legacy-failing',
    script:
      'export DOCKER_BUILDKIT=0; $D build --no-cache -t td-built $W/failing; echo "code $?"; $D build -t td-built $W/no-such-folder; echo "code $?"',
    cleanup: '$D rmi -f td-built',
  },
];
