import type { BundleDescription } from './bundle-description.ts';
import { resultOf } from './code/envelope.ts';
import type { Action, ActionContext, Component, DataSource, PartContext, Trigger } from './component.ts';
import type { BundleReference } from './host.ts';
import { ownValue } from './records.ts';

/** A component whose functions are those of a bundle: they are called in the sandbox, by the places where they stand. */
export function componentOf(description: BundleDescription, bundle: BundleReference): Component {
  const call = async (part: string[], context: PartContext | ActionContext, ...args: unknown[]) => {
    if (!context.host.callBundle) throw new Error('Custom components are not run here.');
    return Object(await context.host.callBundle(bundle, part, context, args));
  };
  const { key, display, documentationUrl, actions, triggers, dataSources, connections } = description;
  return {
    key,
    public: description.public,
    display,
    ...(documentationUrl !== undefined && { documentationUrl }),
    actions: eachOf(
      actions,
      (action, name): Action => ({
        ...action,
        perform: async (context, params) =>
          resultOf({ result: await call(['actions', name, 'perform'], context, params) }),
      }),
    ),
    triggers: eachOf(
      triggers,
      (trigger, name): Trigger => ({
        ...trigger,
        perform: async (context, payload, params) => {
          const answer = await call(['triggers', name, 'perform'], context, payload, params);
          return { payload: ownValue(answer, 'payload') ?? payload };
        },
      }),
    ),
    dataSources: eachOf(
      dataSources,
      (source, name): DataSource => ({
        ...source,
        perform: async (context, params) => {
          const answer = await call(['dataSources', name, 'perform'], context, params);
          return { result: ownValue(answer, 'result') };
        },
      }),
    ),
    connections,
  };
}

function eachOf<From, To>(
  parts: Record<string, From>,
  made: (part: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, made(part, name)]));
}
