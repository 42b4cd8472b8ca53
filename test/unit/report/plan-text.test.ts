/** A plan as people and programs read it. */
import { expect, it } from '@jest/globals';
import type { PlannedSession } from '../../../src/docker/session-plan.ts';
import { NO_COLOURS } from '../../../src/report/colours.ts';
import { planJson } from '../../../src/report/plan-json.ts';
import { planText } from '../../../src/report/plan-text.ts';
import { asked, created, NOT_FOUND, planOf, WEB } from '../../support/plans.ts';

function planned(parts: Partial<PlannedSession> = {}): PlannedSession {
  const plan = planOf([
    created(WEB, 'web'),
    asked('DELETE /containers/db', 404, NOT_FOUND),
    asked('POST /containers/prune', 200),
    asked(`GET /containers/${WEB}/json`, 200, {}),
  ]);
  return {
    engine: 'unix:///run/e.sock',
    cassette: 'shop',
    path: 'cassettes/shop',
    plan,
    lacks: [],
    present: [],
    setup: null,
    refused: null,
    ...parts,
  };
}

it('prints what is needed and made, and each request with why it is not sent', () => {
  expect(
    planText([planned({ present: [{ kind: 'container', name: 'db' }] })], NO_COLOURS),
  ).toBe(`shop at unix:///run/e.sock: 3 of 4 requests would be sent, 1 refused
  needs   image busybox:test
  makes   container web
  absent  container db (there)

  ID  VERDICT  REQUEST                                  RECORDED  WHY
   0  send     POST /v1.41/containers/create?name=web        201
   1  send     DELETE /v1.41/containers/db                   404
   2  refused  POST /v1.41/containers/prune                  200  a prune removes what others have made as well
   3  send     GET /v1.41/containers/a1a1a1a1a1a1/json       200

This was a dry run: the engine was asked what it has, and nothing else.
`);
});

it('says first what the engine lacks', () => {
  const text = planText([planned({ lacks: ['image busybox:test'] })], NO_COLOURS);
  expect(text).toContain(
    'shop at unix:///run/e.sock: nothing would be sent, since the engine lacks image busybox:test\n  needs   image busybox:test (lacking)\n',
  );
});

it('leaves open what a setup may bring that was not run', () => {
  const text = planText([planned({ lacks: ['image busybox:test'], setup: 'up.sh' })], NO_COLOURS);
  expect(text).toContain('shop at unix:///run/e.sock: 3 of 4 requests would be sent, 1 refused, if the setup brings image busybox:test\n');
  expect(text).toMatch(/The setup up\.sh was not run: .*\n$/);
  expect(JSON.parse(planJson([planned({ setup: 'up.sh' })])).plans[0].setup).toBe('up.sh');
});

it('says why nothing can be asked at all', () => {
  const text = planText([planned({ refused: 'API 1.24 is refused by the engine' })], NO_COLOURS);
  expect(text).toContain('shop at unix:///run/e.sock: nothing would be sent\n  API 1.24 is refused by the engine\n');
});

it('gives programs the same', () => {
  const { plans } = JSON.parse(planJson([planned({ present: [{ kind: 'container', name: 'db' }] })]));
  expect(plans).toHaveLength(1);
  expect(plans[0]).toMatchObject({
    engine: 'unix:///run/e.sock',
    cassette: 'shop',
    refused: null,
    needs: [{ kind: 'image', name: 'busybox:test', label: 'image busybox:test', first: 0, present: true }],
    makes: [{ kind: 'container', name: 'web', first: 0, present: false }],
    absent: [{ kind: 'container', name: 'db', first: 1, present: true }],
    summary: { send: 3, refused: 1, skipped: 0 },
  });
  expect(plans[0].steps[2]).toEqual({
    interaction: 2,
    operation: 'ContainerPrune',
    method: 'POST',
    target: '/v1.41/containers/prune',
    recorded: 200,
    verdict: 'refused',
    reason: 'a prune removes what others have made as well',
  });
});
