/** Scripts that make up names, ids, times and directories anew in each run. They hide them from their output themselves. */
import { IDLE, type Session, sh } from './session.ts';

/** `$R` random hex digits, `$U` a uuid, `$T` a new directory, `$S` the time; `hide` takes them out of what is printed. */
const MADE_UP = sh`
  R=$(od -An -N4 -tx4 /dev/urandom | tr -d ' '); U=$(cat /proc/sys/kernel/random/uuid); S=$(date +%s); T=$(mktemp -d)
  hide() { sed -E "s#$R#RANDOM#g; s#$U#UUID#g; s#$S#TIME#g; s#$T#DIRECTORY#g"; }
`;

const making = (name: string, script: string, cleanup = ''): Session => ({
  name,
  script: `${MADE_UP}${script}\nrm -r $T`,
  cleanup: `$D rm -f $($D ps -aq --filter label=td-varies); ${cleanup}`,
});

export const VARYING: readonly Session[] = [
  making(
    'made-up-names',
    sh`
      $D run --rm --name td-$R busybox:test echo hi
      $D run -d --name td-srv-$R --hostname td-h-$R --label td-varies=$U --label at="$(date)" -e TOKEN=$U -v $T:/work busybox:test ${IDLE} > $O/id
      $D inspect -f '{{.Name}} {{.Config.Hostname}} {{.HostConfig.Binds}} {{.Config.Labels}}' td-srv-$R | hide | sed "s/at:.* td/at:TIME td/"
      $D ps --filter label=td-varies=$U --format '{{.Names}} {{.Label "td-varies"}}' | hide
      $D exec -e ID=$U td-srv-$R sh -c 'echo $TOKEN $ID' | hide
      echo "stdin of $R $U" | $D exec -i td-srv-$R cat | hide
      $D rename td-srv-$R td-srv2-$R; $D rm -f td-srv2-$R | hide
      $D inspect td-none-$R 2>&1 | hide`,
  ),
  making(
    'made-up-files',
    sh`
      echo hello > $T/file; $D create --name td-cp-$R --label td-varies=$U --cidfile $T/cid busybox:test > /dev/null
      $D cp $T/file td-cp-$R:/tmp/tmp.$R; $D cp td-cp-$R:/tmp/tmp.$R - | tar xO
      $D rm $(cat $T/cid) | sed 's/.*/ID/'`,
  ),
  making(
    'made-up-networks-and-volumes',
    sh`
      $D network create --label u=$U td-net-$R > /dev/null; $D volume create --label s=$S td_vol_$R | hide
      $D run -d --name td-$R --label td-varies=$U --network td-net-$R --network-alias td-a-$R -v td_vol_$R:/v busybox:test ${IDLE} > $O/id
      $D inspect -f '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}} {{(index .Mounts 0).Name}}' td-$R | hide
      $D network ls -f name=td-net-$R --format '{{.Name}}' | hide; $D volume ls -q -f label=s=$S | hide
      $D rm -f td-$R | hide; $D network rm td-net-$R | hide; $D volume rm td_vol_$R | hide`,
  ),
  making(
    'made-up-images',
    sh`
      export DOCKER_BUILDKIT=0; printf 'FROM busybox:test\nARG RUN\nCMD echo built\n' > $T/Dockerfile
      $D build -q --build-arg RUN=$U --label run=$S -t td-img-$R:v$S $T > /dev/null 2>&1; echo code $?
      $D tag td-img-$R:v$S td.local/img:$R; $D images -f reference="td-img-$R" --format '{{.Repository}}:{{.Tag}}' | hide
      $D run --rm --name td-$R td-img-$R:v$S
      $D rmi td-img-$R:v$S td.local/img:$R | hide | grep -v sha256`,
  ),
];
