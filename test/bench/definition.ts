const component = (key: string) => ({ key, version: 'LATEST', isPublic: true });
const textStep = (name: string, key: string, from: string) => ({
  name,
  action: { key, component: component('text-manipulation') },
  inputs: { text: { type: 'reference', value: from } },
});

/** A webhook and two steps that only compute: what is measured is the engine and its journal. */
export function twoSteps(isSynchronous: boolean, cron?: string) {
  const trigger = {
    name: 'Call',
    isTrigger: true,
    inputs: {},
    ...(cron === undefined
      ? { action: { key: 'webhook', component: component('webhook-triggers') } }
      : {
          action: { key: 'schedule', component: component('schedule-triggers') },
          schedule: { type: 'value', value: cron, meta: { scheduleType: 'custom', timeZone: 'UTC' } },
        }),
  };
  const steps = [
    trigger,
    textStep('Upper', 'upperCase', 'call.results.body.data.name'),
    textStep('Lower', 'lowerCase', 'upper.results'),
  ];
  const flow = { name: 'Two steps', isSynchronous, endpointSecurityType: 'customer_optional', steps };
  return { definitionVersion: 7, name: 'Bench', description: '', requiredConfigVars: [], flows: [flow] };
}
