import { describe, expect, test } from 'bun:test';
import { installed, trigger } from './components.ts';
import { START, step, told, toldOfFlow, toldOfSteps } from './told.ts';

describe('flows and steps', () => {
  test('need names that differ, by the name under which they are referred to', () => {
    expect(toldOfSteps(step('Get User'), step('get-user'))[0]).toMatch(
      /^error .*steps\[2\].name .*both referred to as getUser/,
    );
    expect(toldOfSteps(step('日本'))[0]).toMatch(/^warning .*needs a letter/);
    const flow = `{name: f, steps: [${START}]}`;
    expect(told(`flows: [${flow}, ${flow}]\n`)[0]).toMatch(/^error flows\[1\].name There are two flows f/);
    expect(told(`flows: [{name: "", steps: [${START}]}]\n`)[0]).toMatch(
      /^error flows\[0\].name The flow has no name/,
    );
  });

  test('need stable keys that differ, since a key stands for an address', () => {
    const flows = ['a', 'b'].map((name) => `{name: ${name}, stableKey: same, steps: [${START}]}`);
    expect(told(`flows: [${flows.join(', ')}]\n`)[0]).toMatch(
      /^error flows\[1\].stableKey The flows a and b /,
    );
  });

  test('have steps with keys that differ, nested ones too', () => {
    const loop = step('Loop', `stableKey: same, steps: [${step('A', 'stableKey: same')}]`);
    expect(toldOfSteps(loop)).toEqual([
      'warning flows[0].steps[1].steps[0].stableKey The steps Loop and A have the same stableKey same, so neither can be edited or tested by itself: give one of them another.',
    ]);
  });

  test('begin with a trigger, and have no other', () => {
    expect(told('flows: [{name: f, steps: []}]\n')[0]).toMatch(/^error flows\[0\].steps .*choose a trigger/);
    expect(told(`flows: [{name: f, steps: [${step('A')}]}]\n`)[0]).toMatch(/^error flows\[0\].steps\[0\]/);
    expect(toldOfSteps(START.replace('Start', 'Other'))[0]).toMatch(
      /^error flows\[0\].steps\[1\] .*not the first step/,
    );
    const nested = step('Loop', `steps: [${START.replace('Start', 'Other')}]`);
    expect(toldOfSteps(nested)[0]).toMatch(/^error flows\[0\].steps\[1\].steps\[0\] /);
  });

  test('have schedules that exist', () => {
    const scheduled = (value: string, zone = '') =>
      `${START.slice(0, -1)}, schedule: {type: value, value: "${value}", meta: {timeZone: "${zone}"}}}`;
    for (const line of ['*/5 * * * *', '00 00 */1 * *', '*/5 8-16 * * 1-5', '0 0 * * MON']) {
      expect(toldOfFlow('description: d', scheduled(line))).toEqual([]);
    }
    expect(toldOfFlow('description: d', scheduled('every day'))[0]).toMatch(
      /^error .*schedule.value “every day” is no cron line/,
    );
    expect(toldOfFlow('description: d', scheduled('61 * * * *'))[0]).toMatch(/is no cron line/);
    expect(toldOfFlow('description: d', scheduled('* * * * *', 'Mars/Base'))[0]).toMatch(
      /timeZone “Mars\/Base” is no time zone/,
    );
    const byVariable = `${START.slice(0, -1)}, schedule: {type: configVar, value: When}}`;
    expect(toldOfFlow('description: d', byVariable)[0]).toMatch(
      /^error .*schedule There is no config variable When/,
    );
  });

  test('have a schedule where the trigger asks for one, and none where it takes none', () => {
    const catalog = installed({
      hooks: {
        triggers: [
          trigger('webhook', [], { scheduleSupport: 'invalid' }),
          trigger('poll', [], { scheduleSupport: 'required' }),
        ],
      },
    });
    const polling = START.replace('webhook', 'poll');
    expect(told(`flows: [{name: f, steps: [${polling}]}]\n`, catalog)[0]).toMatch(
      /^error .*needs a schedule/,
    );
    const both = `${START.slice(0, -1)}, schedule: {type: value, value: "* * * * *"}}`;
    expect(told(`flows: [{name: f, steps: [${both}]}]\n`, catalog)[0]).toMatch(
      /^warning .*takes no schedule/,
    );
  });

  test('cannot combine what excludes each other', () => {
    const scheduled = `${START.slice(0, -1)}, schedule: {type: value, value: "* * * * *"}}`;
    expect(toldOfFlow('queueConfig: {usesFifoQueue: true}')).toEqual([]);
    expect(toldOfFlow('queueConfig: {usesFifoQueue: true}', scheduled)[0]).toMatch(
      /^error .*cannot be queued/,
    );
    expect(toldOfFlow('queueConfig: {singletonExecutions: true}', scheduled)).toEqual([]);
    expect(toldOfFlow('queueConfig: {singletonExecutions: true}')[0]).toMatch(/^error .*has no schedule/);
    expect(toldOfFlow('queueConfig: {singletonExecutions: true, usesFifoQueue: true}', scheduled)[0]).toMatch(
      /^error .*choose one/,
    );
    expect(toldOfFlow('isSynchronous: true, queueConfig: {usesFifoQueue: true}')[0]).toMatch(
      /^error .*at once/,
    );
    expect(toldOfFlow('isSynchronous: true, retryConfig: {maxAttempts: 2}')[0]).toMatch(
      /^warning .*not retried/,
    );
  });

  test('keep retries and queues within what the field allows', () => {
    expect(toldOfFlow('retryConfig: {maxAttempts: 10, delayMinutes: 60}')).toEqual([]);
    expect(toldOfFlow('retryConfig: {maxAttempts: 11, delayMinutes: 1.5}')).toHaveLength(2);
    expect(toldOfFlow('queueConfig: {usesFifoQueue: true, concurrencyLimit: 16}')[0]).toMatch(
      /from 1 to 15, not 16/,
    );
  });

  test('can be found by calls that share one address', () => {
    const flows = `flows: [{name: a, steps: [${START}]}, {name: b, steps: [${START}]}]\n`;
    expect(told(`${flows}endpointType: instance_specific\n`)[0]).toMatch(
      /^error endpointType .*set flowNameField/,
    );
    expect(told(`${flows}endpointType: instance_specific\nflowNameField: body.data.flow\n`)).toEqual([]);
    expect(told(`${flows}preprocessFlowName: Rout\n`)[0]).toMatch(
      /^error preprocessFlowName There is no flow Rout/,
    );
  });
});
