# shellcheck shell=bash disable=SC2016,SC2154,SC2086
# The check list of "clients try" and "clients matrix". Sourced by clients.
# Each check is one shell command; $D is the client, with DOCKER_HOST set.
#
#   TRY_HOST=unix:///path   send the client there (a proxy) instead of to the engine's own socket
#   TRY_SEED=word           the same names, ports and working folder in every run
#   TRY_TIMES=FILE          write "label, start, end" of each check there, in milliseconds since 1970
#   CHECK_TIMEOUT=25        seconds for one check

T() { timeout -k 2 "${CHECK_TIMEOUT:-25}" "$@"; }

# check LABEL EXPECTED-TEXT COMMAND: ok when the command ends with 0 and prints the text
# Into a file: what a command leaves behind would keep a pipe open, and the list would wait for it without end.
check() {
  local label=$1 want=$2 out rc=0 start; shift 2
  start=$(date +%s%3N)
  T bash -c "$*" > "$SAID" 2>&1 </dev/null || rc=$?
  out=$(tr -d '\0' < "$SAID")
  [ "$rc" -lt 124 ] || out+=$'\n'"ended after $((($(date +%s%3N) - start) / 1000)) s: $(tail -n 1 <<<"$out")"
  [ -z "${TRY_TIMES:-}" ] || printf '%s\t%s\t%s\n' "$label" "$start" "$(date +%s%3N)" >> "$TRY_TIMES"
  if [ "$rc" = 0 ] && grep -qE -- "$want" <<<"$out"; then
    printf '%s\tok\t\n' "$label"
  else
    printf '%s\tFAIL\trc %s: %s\n' "$label" "$rc" "$(printf '%s' "$out" | grep -vE '^\s*$|^DEPRECATED|^ +|^WARNING' | tail -1 | tr '\t\r' '  ' | cut -c1-220)"
  fi
}

do_try() {
  spec "${1:?engine}"; local c=${2:-docker-cli-28.5}
  [ -n "${TRY_HOST:-}" ] || ping >/dev/null || die "$name is not up"
  export PATH=$CLIENTS_HOME/bin:$PATH DOCKER_HOST=${TRY_HOST:-unix://$sock} D=$c W X P
  local SAID; SAID=$(mktemp)
  export DOCKER_CONFIG; DOCKER_CONFIG=$(config "$c")
  export DOCKER_CLI_HINTS=false BUILDKIT_PROGRESS=plain
  if [ -n "${TRY_SEED:-}" ]; then
    W=${TMPDIR:-/tmp}/try-$TRY_SEED; rm -rf "$W"; mkdir -p "$W"; X=t$TRY_SEED; P=18500
  else
    W=$(mktemp -d); X=t$RANDOM; P=18$((RANDOM%900+100))
  fi
  printf 'FROM busybox:test\nRUN echo built > /built\nCOPY f /f\nCMD ["cat","/f"]\n' > "$W/Dockerfile"
  echo content > "$W/f"
  printf 'services:\n  a:\n    image: busybox:test\n    network_mode: none\n    command: sh -c "echo up; sleep 60"\n    stop_grace_period: 1s\n' > "$W/none.yml"
  printf 'services:\n  a:\n    image: busybox:test\n    command: sh -c "mkdir -p /w; echo page >/w/index.html; httpd -f -p 80 -h /w"\n    stop_grace_period: 1s\n  b:\n    image: busybox:test\n    command: sh -c "for i in 1 2 3 4 5 6 7 8 9; do wget -qO- http://a/index.html && exit 0; sleep 1; done; exit 1"\n' > "$W/net.yml"
  case $c in docker-py*) try_py ;; compose-*) try_compose "$c" ;; buildx-*) try_buildx "$c" ;; *) try_cli ;; esac
  case $c in docker-cli-28.5) try_compose compose-2.40; try_compose compose-1.29 compose-1.29 ;; docker-cli-26.1) try_compose compose-2.26 ;; esac
  rm -rf "$W" "$SAID"
}

try_cli() {
  check 'version' 'Server:' '$D version'
  check 'info' 'Storage Driver' '$D info'
  check 'run' '^hi$' '$D run --rm --name $X-r busybox:test echo hi'
  check 'run, exit status 7' 'rc7' '$D run --rm busybox:test sh -c "exit 7"; echo rc$?'
  check 'run -i, stdin' '^abc$' 'echo abc | $D run -i --rm busybox:test cat'
  check 'run -it' 'TTY yes' 'script -qec "$D run -it --rm busybox:test sh -c \"test -t 0 && echo TTY yes\"" /dev/null'
  check 'run -d' '^[0-9a-f]{64}' '$D run -d --name $X busybox:test sh -c "i=0; while :; do i=\$((i+1)); echo line \$i; sleep 0.2; done"'
  check 'ps' "$X" '$D ps'
  check 'inspect' 'running' '$D inspect -f "{{.State.Status}}" $X'
  check 'exec' '^in$' '$D exec $X echo in'
  check 'exec -i, stdin' '^piped$' 'echo piped | $D exec -i $X cat'
  check 'exec -it' 'TTY yes' 'script -qec "$D exec -it $X sh -c \"test -t 0 && echo TTY yes\"" /dev/null'
  check 'exec, exit status 3' 'rc3' '$D exec $X sh -c "exit 3"; echo rc$?'
  check 'attach' 'line' 'timeout -k 2 -s INT 2 $D attach --sig-proxy=false $X | head -3'
  check 'logs' '^line 1$' '$D logs $X'
  check 'logs -f' 'line' 'timeout -k 2 -s INT 2 $D logs -f --tail 1 $X; true'
  check 'top' 'sleep|sh' '$D top $X'
  check 'stats --no-stream' "$X|[0-9]%" '$D stats --no-stream $X'
  check 'stats (stream)' '%' 'timeout -k 2 -s INT 4 $D stats $X | head -c 2000; true'
  check 'events' 'kill|die' '(sleep 1; $D kill $X-e >/dev/null) & $D run -d --name $X-e busybox:test sleep 60 >/dev/null; timeout -k 2 -s INT 3 $D events --since 5s; $D rm -f $X-e >/dev/null; true'
  check 'cp to container' '^content$' '$D cp $W/f $X:/tmp/f && $D exec $X cat /tmp/f'
  check 'cp from container' '^content$' '$D cp $X:/tmp/f $W/g && cat $W/g'
  check 'cp - (tar stream)' '^f$' '$D cp $X:/tmp/f - | tar t'
  check 'diff' '/tmp/f' '$D diff $X'
  check 'commit' 'sha256|^[0-9a-f]{64}' '$D commit $X $X-img'
  check 'history' 'COMMENT|CREATED' '$D history $X-img'
  check 'export' 'bin/busybox' '$D export $X | tar t'
  check 'update --memory' "$X" '$D update --memory 64m --memory-swap 64m $X'
  check 'pause, unpause' "$X" '$D pause $X && $D unpause $X'
  check 'rename' 'OK' '$D rename $X $X-n && $D rename $X-n $X && echo OK'
  check 'restart' "$X" '$D restart -t 1 $X'
  check 'kill' "$X" '$D kill $X'
  check 'wait' '137' '$D wait $X'
  check 'start -a' 'rc' '$D create --name $X-s busybox:test echo started >/dev/null && $D start -a $X-s; echo rc'
  check 'rm' "$X" '$D rm -f $X $X-s'
  check 'save' 'manifest.json' '$D save -o $W/s.tar busybox:test && tar tf $W/s.tar'
  check 'load' 'Loaded' '$D load -i $W/s.tar'
  check 'import' 'sha256|^[0-9a-f]{64}' 'tar -C $W -c f | $D import - $X-imp'
  check 'tag, rmi' 'Untagged' '$D tag busybox:test $X-tag && $D rmi $X-tag'
  check 'images' 'busybox' '$D images'
  check 'image prune -f' 'reclaimed' '$D image prune -f'
  check 'build (legacy)' 'Successfully (built|tagged)|built|COMMIT' 'DOCKER_BUILDKIT=0 $D build -t $X-b $W'
  check 'build (BuildKit)' 'DONE|writing image|naming to' 'DOCKER_BUILDKIT=1 $D build -t $X-bk $W'
  check 'run of the built image' '^content$' '$D run --rm $X-bk || $D run --rm $X-b'
  check 'buildx build --load' 'DONE|naming to' '$D buildx build --load --progress plain -t $X-bx $W'
  check 'builder prune' 'Total|reclaimed' '$D builder prune -f'
  check 'rmi' 'Untagged' '$D rmi -f $X-img $X-imp $X-b $X-bk $X-bx 2>&1'
  check 'network create, ls, rm' "$X-net" '$D network create $X-net && $D network ls && $D network inspect $X-net && $D network rm $X-net'
  check 'two containers, one network' '^page$' '$D network create $X-n2 >/dev/null && $D run -d --name $X-a --network $X-n2 busybox:test sh -c "mkdir /w; echo page >/w/index.html; httpd -f -p 80 -h /w" >/dev/null; sleep 1; $D run --rm --network $X-n2 busybox:test wget -qO- http://$X-a/index.html; r=$?; $D rm -f $X-a >/dev/null; $D network rm $X-n2 >/dev/null; exit $r'
  check 'published port' '0.0.0.0:18[0-9]{3}' '$D run -d --name $X-p -p $P:80 busybox:test sleep 30 >/dev/null && $D port $X-p; r=$?; $D rm -f $X-p >/dev/null; exit $r'
  check 'volume create, ls, rm' "$X-v" '$D volume create $X-v && $D volume ls && $D run --rm -v $X-v:/v busybox:test touch /v/x && $D volume inspect $X-v && $D volume rm $X-v'
  check 'bind mount of a host folder' '^content$' '$D run --rm -v $W:/w:ro busybox:test cat /w/f'
  check 'run --init' '^ok$' '$D run --rm --init busybox:test echo ok'
  check 'run with healthcheck' 'healthy' '$D run -d --name $X-h --health-cmd true --health-interval 1s busybox:test sleep 30 >/dev/null; sleep 3; $D inspect -f "{{.State.Health.Status}}" $X-h; r=$?; $D rm -f $X-h >/dev/null; exit $r'
  check 'system df' 'RECLAIMABLE' '$D system df'
  check 'system df -v' 'Containers space' '$D system df -v'
  check 'container prune -f' 'reclaimed' '$D container prune -f'
  check 'plugin ls' 'ENABLED' '$D plugin ls'
  check 'search (no network)' 'rc1' '$D search nothing; echo rc$?'
  check 'pull (no network)' 'rc1' '$D pull localhost:1/none:x; echo rc$?'
  check 'swarm init' 'initialized' '$D swarm init --advertise-addr 127.0.0.1'
  check 'node ls' 'Leader' '$D node ls'
  check 'service create (host net)' 'converged|verify' '$D service create --name $X-svc --network host --no-resolve-image busybox:test sleep 300'
  check 'service ls, ps, logs' "$X-svc" '$D service ls && $D service ps $X-svc && $D service logs $X-svc'
  check 'secret, config' 'OK' 'echo s | $D secret create $X-s - && echo c | $D config create $X-c - && $D secret rm $X-s && $D config rm $X-c && echo OK'
  check 'swarm leave' 'left' '$D service rm $X-svc; $D swarm leave --force'
  check 'checkpoint create' "$X|cp1" '$D run -d --name $X-k --network none busybox:test sleep 60 >/dev/null && $D checkpoint create $X-k cp1; r=$?; $D rm -f $X-k >/dev/null; exit $r'
}

try_compose() {   # compose binary, as plugin or on its own
  export C=$1
  check "$1: config" 'busybox' '$C -p $X -f $W/none.yml config'
  check "$1: up -d (network_mode none)" 'Started|done|Running|Creating' '$C -p $X -f $W/none.yml up -d'
  check "$1: ps" "$X" '$C -p $X -f $W/none.yml ps'
  check "$1: logs" 'up' '$C -p $X -f $W/none.yml logs'
  check "$1: exec -T" '^in$' '$C -p $X -f $W/none.yml exec -T a echo in'
  check "$1: down" 'Removed|done|Removing' '$C -p $X -f $W/none.yml down'
  check "$1: up with a network" 'page' '$C -p $X -f $W/net.yml up --exit-code-from b'
  check "$1: down with a network" 'Removed|done|Removing' '$C -p $X -f $W/net.yml down'
}

try_buildx() {   # buildx binary
  export B=$1 BUILDX_NO_DEFAULT_ATTESTATIONS=1
  printf 'target "default" {\n  context = "."\n  tags = ["%s-bake"]\n}\n' "$X" > "$W/bake.hcl"
  check "$1: build --load" 'DONE|naming to' '$B build --load --progress plain -t $X-bx $W'
  check "$1: build, with a metadata file" 'containerimage.(config.)?digest' '$B build --load --progress plain --metadata-file $W/m -t $X-bx $W && cat $W/m'
  check "$1: build from stdin" 'DONE' 'printf "FROM busybox:test\nRUN echo new > /new\n" | $B build --no-cache --progress plain -t $X-in -'
  check "$1: build to a folder" '^content$' '$B build --progress plain -o $W/out $W && cat $W/out/f'
  check "$1: build that fails" 'exit code: 3' 'printf "FROM busybox:test\nRUN exit 3\n" | $B build --no-cache --progress plain - ; true'
  check "$1: bake" 'DONE' 'cd $W && $B bake --progress plain -f bake.hcl'
  check "$1: du" 'Total|ID' '$B du'
  check "$1: inspect" 'Driver: +docker' '$B inspect default'
  check "$1: ls" 'default' '$B ls'
  check "$1: prune" 'Total' '$B prune -af'
}

try_py() {
  cat > "$W/t.py" <<'PY'
import docker, io, sys, tarfile
c = docker.from_env()
def t(n, f):
    try:
        r = f(); print("%s\tok\t" % n)
        return r
    except Exception as e:
        print("%s\tFAIL\t%s" % (n, repr(e)[:200].replace("\t", " ")))
t("py: version", c.version)
t("py: info", c.info)
t("py: run", lambda: c.containers.run("busybox:test", "echo hi", remove=True, network_mode="none"))
k = t("py: run detach", lambda: c.containers.run("busybox:test", "sh -c 'while :; do echo x; sleep 1; done'", detach=True, network_mode="none"))
if k:
    t("py: exec_run", lambda: k.exec_run("echo in"))
    t("py: exec_run stream", lambda: list(k.exec_run("echo in", stream=True)[1]))
    t("py: exec socket", lambda: k.exec_run("cat", stdin=True, socket=True)[1].close())
    t("py: logs", k.logs)
    t("py: logs stream", lambda: next(iter(k.logs(stream=True, follow=True))))
    t("py: attach stream", lambda: next(iter(k.attach(stream=True, logs=True))))
    t("py: stats", lambda: k.stats(stream=False))
    t("py: stats stream", lambda: next(iter(k.stats(decode=True))))
    t("py: top", k.top)
    def put():
        b = io.BytesIO(); a = tarfile.open(fileobj=b, mode="w"); i = tarfile.TarInfo("f"); i.size = 1; a.addfile(i, io.BytesIO(b"x")); a.close()
        assert k.put_archive("/tmp", b.getvalue()); return b"".join(k.get_archive("/tmp/f")[0])
    t("py: put_archive, get_archive", put)
    t("py: commit", lambda: c.images.remove(k.commit("pyimg").id, force=True))
    t("py: kill", k.kill)
    t("py: wait", k.wait)
    t("py: remove", lambda: k.remove(force=True))
t("py: events", lambda: [e for e in c.events(since=1, until=2)])
t("py: images.list", c.images.list)
t("py: save", lambda: len(b"".join(c.images.get("busybox:test").save())))
t("py: build", lambda: c.images.build(fileobj=io.BytesIO(b"FROM busybox:test\nRUN true\n"), tag="pyb"))
t("py: networks", lambda: c.networks.create("pynet").remove())
t("py: volumes", lambda: c.volumes.create("pyvol").remove())
t("py: df", c.df)
PY
  T "$c" "$W/t.py" 2>&1 || true
}

do_matrix() {
  local n k out=$CLIENTS_HOME/results; mkdir -p "$out"
  [ $# -gt 0 ] || set -- $NAMES
  for n in "$@"; do
    for k in ${MATRIX_CLIENTS:-docker-cli-20.10 docker-cli-26.1 docker-cli-28.5 docker-py-5.0}; do
      (do_try "$n" "$k") > "$out/$n.$k.tsv" 2>&1 || true
      printf '%-16s %-20s ok %s, fail %s\n' "$n" "$k" "$(grep -c $'\tok\t' "$out/$n.$k.tsv")" "$(grep -c $'\tFAIL\t' "$out/$n.$k.tsv")"
      grep $'\tFAIL\t' "$out/$n.$k.tsv" | sed 's/^/    /' || true
    done
  done
}
