/** Ping, version, info, login, events, disk usage; the registry's own answers stand with the images. */

export async function system(s) {
  await s.call('SystemPing', '', { prefix: false });
  await s.call('SystemPingHead', '', { prefix: false });
  await s.call('SystemPing');
  await s.call('SystemPingHead');
  await s.call('SystemVersion', '', { prefix: false });
  await s.call('SystemVersion');
  await s.call('SystemInfo');
  await s.call('SystemInfo'); // kept alive: the second answer may differ in its counters alone

  // The registry of the test bed takes anybody; nobody answers at the other address.
  await s.call('SystemAuth', '', { body: { username: 'somebody', password: 'secret', serveraddress: 'localhost:5000' } });
  await s.call('SystemAuth', '', {
    body: { username: 'somebody', password: 'secret', email: 'a@example.org', serveraddress: 'localhost:5999' },
  });

  await s.call('SystemDataUsage');
  await s.call('SystemDataUsage', '', { query: { type: ['image', 'container', 'volume', 'build-cache'] } });
  const now = Math.floor(Date.now() / 1000);
  await s.call('SystemEvents', '', { query: { since: now - 1, until: now - 1 } }); // nothing happened then
  await s.call('BuildPrune');
  await s.call('BuildCancel', '', { query: { id: 'td-none' } });
  await s.call('BuildKitGrpc', '', { prefix: false, upgrade: 'h2c', until: (text) => text.length > 8 });
  if (s.has('Session')) {
    const headers = {
      'X-Docker-Expose-Session-Uuid': 'td-session',
      'X-Docker-Expose-Session-Name': 'td',
      'X-Docker-Expose-Session-Sharedkey': '',
    };
    await s.call('Session', '', { upgrade: 'h2c', headers, until: (text) => text.includes('PRI *') });
  }
}

/** What the session did, told once more: `since` and `until` make it end. Filters keep it short. */
export async function story(s, started) {
  const since = Math.floor(started / 1000);
  const until = Math.floor(Date.now() / 1000);
  const chapters = [
    { container: ['td-files'] },
    { type: ['image'], event: ['tag'] },
    { type: ['network'], event: ['create'] },
    { type: ['volume'] },
  ];
  for (const filters of chapters) await s.call('SystemEvents', '', { query: { since, until, filters } });
}
