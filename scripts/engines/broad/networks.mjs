/** Networks, and containers that come and go in them. */

export async function networks(s) {
  await s.call('NetworkCreate', '', { body: { Name: 'td-net' } });
  await s.call('NetworkCreate', '', {
    body: {
      Name: 'td-net-ipam',
      CheckDuplicate: true,
      Driver: 'bridge',
      Internal: true,
      Attachable: false,
      EnableIPv6: true,
      IPAM: {
        Driver: 'default',
        Config: [
          { Subnet: '10.211.0.0/24', IPRange: '10.211.0.0/25', Gateway: '10.211.0.1', AuxiliaryAddresses: { other: '10.211.0.9' } },
          { Subnet: 'fd00:211::/64' },
        ],
        Options: { td: 'broad' },
      },
      Options: { 'com.docker.network.bridge.name': 'td-br0', 'com.docker.network.driver.mtu': '1400' },
      Labels: { td: 'broad' },
    },
  });
  await s.call('NetworkCreate', '', { body: { Name: 'td-net', CheckDuplicate: true } });
  await s.call('NetworkCreate', '', { body: { Name: 'td-net-overlap', IPAM: { Config: [{ Subnet: '10.211.0.0/24' }] } } });
  await s.call('NetworkCreate', '', { body: { Name: 'td-net-bad', IPAM: { Config: [{ Subnet: 'nonsense' }] } } });
  await s.call('NetworkCreate', '', { body: { Name: 'host', Driver: 'host' } });
  await s.call('NetworkList');
  await s.call('NetworkList', '', { query: { filters: { driver: ['bridge'] } } });
  await s.call('NetworkList', '', { query: { filters: { label: ['td=broad'], type: ['custom'] } } });
  await s.call('NetworkInspect', 'td-net');
  await s.call('NetworkInspect', 'td-net-ipam', { query: { verbose: true, scope: 'local' } });
  await s.call('NetworkInspect', 'bridge');
  await s.call('NetworkInspect', 'host');
  await s.call('NetworkInspect', 'none');
  await s.call('NetworkInspect', 'td-none');

  const EndpointConfig = { Aliases: ['friend'], IPAMConfig: { IPv4Address: '10.211.0.20' }, DriverOpts: { td: 'broad' } };
  await s.call('ContainerCreate', '', {
    query: { name: 'td-guest' },
    body: { Image: 'busybox:test', Cmd: ['sleep', '300'], StopSignal: 'SIGKILL' },
  });
  await s.call('NetworkConnect', 'td-net', { body: { Container: 'td-guest' } });
  await s.call('ContainerStart', 'td-guest');
  await s.call('NetworkConnect', 'td-net-ipam', { body: { Container: 'td-guest', EndpointConfig } });
  await s.call('NetworkConnect', 'td-net-ipam', { body: { Container: 'td-guest', EndpointConfig } });
  await s.call('NetworkConnect', 'td-net', { body: { Container: 'td-none' } });
  await s.call('NetworkConnect', 'td-none', { body: { Container: 'td-guest' } });
  await s.call('NetworkConnect', 'host', { body: { Container: 'td-guest' } });
  await s.call('NetworkInspect', 'td-net-ipam');
  await s.call('ContainerInspect', 'td-guest');
  await s.call('ContainerList', '', { query: { filters: { network: ['td-net'] } } });
  await s.call('NetworkDelete', 'td-net'); // in use
  await s.call('NetworkDisconnect', 'td-net-ipam', { body: { Container: 'td-guest', Force: false } });
  await s.call('NetworkDisconnect', 'td-net-ipam', { body: { Container: 'td-guest' } });
  await s.call('NetworkDisconnect', 'td-net', { body: { Container: 'td-none' } });
  await s.call('NetworkDisconnect', 'td-none', { body: { Container: 'td-guest', Force: true } });
  await s.call('NetworkDisconnect', 'td-net', { body: { Container: 'td-guest', Force: true } });
  await s.call('ContainerDelete', 'td-guest', { query: { force: true } });
  await s.call('NetworkDelete', 'td-net');
  await s.call('NetworkDelete', 'td-net');
  await s.call('NetworkDelete', 'bridge'); // not to be removed
  await s.call('NetworkPrune', '', { query: { filters: { label: ['td=none'] } } });
  await s.call('NetworkPrune');
  await s.call('NetworkDelete', 'td-net-ipam');
}
