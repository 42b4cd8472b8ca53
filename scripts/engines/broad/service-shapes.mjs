/** Bodies of `POST /services/create`. */

/** @param used ids of the secret and the config that the service mounts */
export function service(name, used) {
  const file = (id, path) => ({ File: { Name: path, UID: '0', GID: '0', Mode: 0o444 }, ...id });
  return {
    Name: name,
    Labels: { td: 'broad' },
    TaskTemplate: {
      ContainerSpec: {
        Image: 'busybox:test',
        Labels: { td: 'broad' },
        Command: ['sh'],
        Args: ['-c', 'echo serving; exec sleep 300'],
        Hostname: 'svc',
        Env: ['A=b'],
        Dir: '/tmp',
        User: '0',
        Groups: ['10'],
        TTY: false,
        ReadOnly: false,
        StopSignal: 'SIGKILL',
        StopGracePeriod: 1_000_000_000,
        HealthCheck: { Test: ['NONE'] },
        Hosts: ['10.0.0.1 one.example'],
        DNSConfig: { Nameservers: ['10.0.0.53'], Search: ['example.org'], Options: ['ndots:1'] },
        Mounts: [{ Type: 'tmpfs', Target: '/scratch' }],
        ...(used.secret === undefined ? {} : { Secrets: [file({ SecretID: used.secret, SecretName: 'td-secret' }, 'secret')] }),
        ...(used.config === undefined ? {} : { Configs: [file({ ConfigID: used.config, ConfigName: 'td-config' }, '/config')] }),
        Init: true,
        Isolation: 'default',
      },
      Resources: { Limits: { NanoCPUs: 500_000_000, MemoryBytes: 67_108_864 }, Reservations: { MemoryBytes: 16_777_216 } },
      RestartPolicy: { Condition: 'on-failure', Delay: 1_000_000_000, MaxAttempts: 3, Window: 0 },
      Placement: {
        Constraints: ['node.role == manager'],
        Preferences: [{ Spread: { SpreadDescriptor: 'node.labels.td' } }],
        MaxReplicas: 5,
      },
      LogDriver: { Name: 'json-file', Options: { 'max-size': '1m' } },
      Networks: [{ Target: 'host' }],
      ForceUpdate: 0,
    },
    Mode: { Replicated: { Replicas: 1 } },
    UpdateConfig: { Parallelism: 1, Delay: 0, FailureAction: 'pause', Monitor: 500_000_000, MaxFailureRatio: 0.1, Order: 'stop-first' },
    RollbackConfig: { Parallelism: 1, Delay: 0, FailureAction: 'pause', Monitor: 500_000_000, MaxFailureRatio: 0.1, Order: 'stop-first' },
    EndpointSpec: { Mode: 'vip' },
  };
}
