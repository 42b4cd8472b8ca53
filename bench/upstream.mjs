/** What is asked for, and the static nginx that answers: the yardstick, and the engine behind every forwarder. */
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, start } from './processes.mjs';

const GIB = 1024 ** 3;

/** The requests that are measured. All are plain Engine API requests, so that a cassette of them can be replayed. */
export const PATHS = { ping: '/_ping', list: '/v1.51/containers/json?all=1', stream: '/v1.51/images/get?names=busybox' };

/** About 40 kB: 50 containers as `docker ps` gets them. */
function containerList() {
  const container = (i) => ({
    Id: `${i}`.padStart(4, '0').repeat(16),
    Names: [`/project-service-${i}`],
    Image: 'registry.example/team/service:1.4.2',
    ImageID: `sha256:${'0123456789abcdef'.repeat(4)}`,
    Command: 'docker-entrypoint.sh serve --listen 0.0.0.0:8080',
    Created: 1700000000 + i,
    Ports: [{ IP: '0.0.0.0', PrivatePort: 8080, PublicPort: 30000 + i, Type: 'tcp' }],
    Labels: { 'com.docker.compose.project': 'project', 'com.docker.compose.service': `service-${i}`, 'com.docker.compose.oneoff': 'False' },
    State: 'running',
    Status: 'Up 3 hours (healthy)',
    HostConfig: { NetworkMode: 'project_default' },
    NetworkSettings: {
      Networks: { project_default: { IPAddress: `172.20.0.${i + 2}`, Gateway: '172.20.0.1', MacAddress: '02:42:ac:14:00:02' } },
    },
    Mounts: [{ Type: 'volume', Name: `data-${i}`, Destination: '/var/lib/service', Driver: 'local', Mode: 'z', RW: true, Propagation: '' }],
  });
  return `${JSON.stringify(Array.from({ length: 50 }, (_, i) => container(i)))}\n`;
}

const VERSION = { Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' };

/** Starts nginx with its files in `directory`. The stream is a sparse file: it costs no disk. */
export async function startNginx(directory) {
  const port = await freePort();
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'list.json'), containerList());
  const stream = openSync(join(directory, 'stream.tar'), 'w');
  ftruncateSync(stream, GIB);
  closeSync(stream);
  writeFileSync(join(directory, 'nginx.conf'), configuration(directory, port));
  const nginx = await start('nginx', ['-p', directory, '-c', 'nginx.conf', '-e', 'error.log'], port);
  return { ...nginx, port, streamBytes: GIB };
}

function configuration(directory, port) {
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory};`).join(' ');
  return `daemon off; master_process off; pid nginx.pid; error_log error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_timeout 3600; keepalive_requests 1000000000; ${scratch}
  server {
    listen 127.0.0.1:${port};
    location = /_ping { default_type text/plain; add_header Api-Version 1.51; return 200 "OK"; }
    location = /version { default_type application/json; return 200 '${JSON.stringify(VERSION)}'; }
    location = /v1.51/containers/json { default_type application/json; alias ${directory}/list.json; }
    location = /v1.51/images/get { default_type application/x-tar; alias ${directory}/stream.tar; }
  }
}
`;
}
