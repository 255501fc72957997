import { createIntegration } from '../../src/models/integrations.ts';
import { call, type Desk, openDesk } from '../support/app.ts';
import { definition, flow, trigger } from '../support/records.ts';
import { visitorAs } from '../support/visitor.ts';
import { get, timed } from './timed.ts';

export const STEPS = 200;
export const INTEGRATIONS = 2000;

export type DesignerTimes = { page: number[]; command: number[]; bytes: number; list: number[] };

/** Milliseconds of the designer on a long flow and of a long list, and the bytes of what a change answers, compressed. */
export async function measureDesigner(): Promise<DesignerTimes> {
  const desk = openDesk();
  try {
    const { token } = await visitorAs(desk, 'builder');
    const id = await longFlow(desk);
    const path = `/integrations/${id}?step=${STEPS / 2}`;
    const page = await timed(() => get(desk, token, path));
    const command = await timed(async (round) => {
      const note = { kind: 'set-note', flow: 'main', step: `step-${STEPS / 2}`, note: `Round ${round}` };
      const answer = await call(
        desk.app,
        'POST',
        `/integrations/${id}/commands`,
        { commands: [note] },
        { 'if-match': '*' },
      );
      if (answer.status !== 200) throw new Error(`A command was answered with ${answer.status}.`);
    });
    const bytes = await get(desk, token, path, { 'hx-request': 'true', 'accept-encoding': 'gzip' });
    await manyIntegrations(desk);
    const list = await timed(() => get(desk, token, '/integrations'));
    return { page, command, bytes, list };
  } finally {
    await desk.close();
  }
}

async function longFlow({ deps }: Desk): Promise<string> {
  const action = { key: 'writeLog', component: { key: 'log' } };
  const steps = Array.from({ length: STEPS }, (_, number) => ({
    ...{ name: `Step ${number}`, stableKey: `step-${number}`, action },
    inputs: { message: { type: 'reference' as const, value: `step${number - 1}.results` } },
  }));
  const long = flow('Main', { stableKey: 'main', steps: [trigger('webhook-triggers', 'webhook'), ...steps] });
  return (await deps.store.write((tx) => createIntegration(tx, definition({ flows: [long] })))).id;
}

async function manyIntegrations({ deps }: Desk): Promise<void> {
  await deps.store.write(async (tx) => {
    for (let number = 1; number < INTEGRATIONS; number++)
      await createIntegration(tx, definition({ name: `Orders ${number}` }));
  });
}
