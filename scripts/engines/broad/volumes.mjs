/** Volumes, one of them in use. */

export async function volumes(s) {
  await s.call('VolumeCreate', '', { body: { Name: 'td-vol' } });
  await s.call('VolumeCreate', '', { body: { Name: 'td-vol', Driver: 'local', Labels: { td: 'broad' } } }); // the one that is there
  await s.call('VolumeCreate', '', {
    body: { Name: 'td-vol-opts', Driver: 'local', DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' }, Labels: { td: 'broad' } },
  });
  const anonymous = await s.call('VolumeCreate', '', { body: {} });
  await s.call('VolumeCreate', '', { body: { Name: 'td-vol-bad', DriverOpts: { nonsense: 'x' } } });
  await s.call('VolumeCreate', '', { body: { Name: 'td/vol/bad' } });
  await s.call('VolumeList');
  await s.call('VolumeList', '', { query: { filters: { label: ['td=broad'] } } });
  await s.call('VolumeList', '', { query: { filters: { dangling: ['true'], driver: ['local'] } } });
  await s.call('VolumeInspect', 'td-vol');
  await s.call('VolumeInspect', 'td-vol-opts');
  await s.call('VolumeInspect', 'td-none');
  await s.call('VolumeUpdate', 'td-vol', { query: { version: 1 }, body: { Spec: { Availability: 'active' } } }); // of a cluster volume only
  await s.call('ContainerCreate', '', {
    query: { name: 'td-user' },
    body: { Image: 'busybox:test', HostConfig: { Binds: ['td-vol:/data'] } },
  });
  await s.call('VolumeDelete', 'td-vol'); // in use
  await s.call('ContainerDelete', 'td-user');
  await s.call('VolumeDelete', 'td-vol');
  await s.call('VolumeDelete', 'td-vol');
  await s.call('VolumeDelete', 'td-none', { query: { force: true } });
  await s.call('VolumeDelete', 'td-vol-opts', { query: { force: true } });
  await s.call('VolumePrune', '', { query: { filters: { label: ['td=none'] } } });
  await s.call('VolumePrune');
  if (anonymous.json.Name !== undefined) await s.call('VolumeDelete', anonymous.json.Name);
}
