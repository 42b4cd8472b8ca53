import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { environmentFor, environmentLines, exitCodeOfStart } from '../../../src/cli/wrapped-command.ts';
import { TapedeckError } from '../../../src/errors.ts';

it('points the environment here, and takes away what leads elsewhere', () => {
  const env = {
    PATH: '/bin',
    DOCKER_HOST: 'ssh://x',
    DOCKER_CONTEXT: 'y',
    DOCKER_TLS: '1',
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: '/c',
    DOCKER_API_VERSION: '1.41',
    DOCKER_CONFIG: '/d',
  };
  expect(environmentFor('unix:///here.sock', env)).toEqual({
    PATH: '/bin',
    DOCKER_HOST: 'unix:///here.sock',
    DOCKER_API_VERSION: '1.41',
    DOCKER_CONFIG: '/d',
  });
});

it('prints lines that a shell reads as the same, whatever the path', () => {
  const url = "unix:///it's/a $HOME `path`.sock";
  const script = `${environmentLines(url)}printf '%s|%s' "$DOCKER_HOST" "\${DOCKER_CONTEXT-unset}"`;
  expect(execFileSync('sh', ['-c', script], { env: { DOCKER_CONTEXT: 'other' }, encoding: 'utf8' })).toBe(`${url}|unset`);
});

it.each([
  ['ENOENT', 127],
  ['EACCES', 126],
  ['ENOEXEC', 126],
])('takes %s for exit code %i', (code, exitCode) => {
  expect(exitCodeOfStart(new TapedeckError('TD_COMMAND', 'x', { cause: Object.assign(new Error('x'), { code }) }))).toBe(exitCode);
});
