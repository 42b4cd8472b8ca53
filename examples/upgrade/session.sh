#!/bin/sh
# What a team does with Docker, for `tapedeck record`: containers, an exec, logs, networks, volumes, and errors that its tools meet.
api() { curl -sS --unix-socket "${DOCKER_HOST#unix://}" "$@"; echo; }

docker run -d --name shop-web -p 8080 --label shop=yes busybox:test sh -c 'echo ready; sleep 1000'
docker exec shop-web sh -c 'echo in; hostname; exit 3'
docker logs shop-web
docker inspect shop-web > /dev/null
docker ps
docker images
docker image inspect busybox:test > /dev/null
docker network create shop-net
docker network connect shop-net shop-web
docker network inspect shop-net > /dev/null
docker volume create shop-data
docker run --rm -v shop-data:/d busybox:test sh -c 'echo kept > /d/f; cat /d/f'
echo typed | docker run -i --rm busybox:test sh -c 'cat; exit 7'
docker run -d --name shop-web busybox:test true          # the name is in use
docker kill -s FOO shop-web
docker node ls                                           # no swarm here
api -X POST http://docker/v1.41/containers/create        # no body
api 'http://docker/v1.41/containers/json?filters=\{x'    # not JSON
docker stop -t 0 shop-web
docker rm shop-web
docker network rm shop-net
docker volume rm shop-data
