import type { ListedStep } from '../../../../views/integrations/flow-steps.tsx';
import type { StepResultShown } from '../../../../views/tests/step-result.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import { declaredOf } from '../../../definition/read/declared.ts';
import { summaryOf, triggerSummary } from '../../../definition/read/summary.ts';
import { lookOf, type StepLook } from '../../../lib/ui/step-looks.ts';
import type { ProblemsOfStep } from './draft-problems.ts';

/** The trigger and the steps of a flow as the list shows them: those that are shown, and nothing of the others. */
export function listedSteps(
  { flow, trigger, steps }: OutlinedFlow,
  catalog: Catalog,
  problems: ReadonlyMap<OutlinedStep, ProblemsOfStep>,
  shown: ReadonlySet<OutlinedStep>,
  results: ReadonlyMap<string, StepResultShown> = new Map(),
  pinned: ReadonlySet<string> = new Set(),
): ListedStep[] {
  const listedOf = (some: OutlinedStep[], isOff: boolean) =>
    some.filter((each) => shown.has(each)).map((each) => listed(each, isOff));
  const listed = (each: OutlinedStep, isOff: boolean): ListedStep => {
    const { step, number, lists } = each;
    const { errorHandlerType, maxAttempts } = step.errorConfig ?? {};
    const declared = declaredOf(step, catalog);
    const isTrigger = each === trigger;
    const isDisabled = isOff || step.isDisabled === true;
    return {
      ...lookOfStep(each),
      ...{ key: keyOfStep(step), number, isTrigger, name: step.name },
      note: isTrigger ? triggerSummary(step, declared, flow) : summaryOf(step, declared),
      retries: errorHandlerType === 'retry' ? (maxAttempts ?? 0) : undefined,
      isIgnored: errorHandlerType === 'ignore',
      isDisabled,
      problems: problems.get(each) ?? { count: 0, tone: 'warn' },
      isPinned: pinned.has(keyOfStep(step)),
      result: results.get(keyOfStep(step)),
      lists: lists.flatMap(({ kind, name, steps: all }) => {
        const inside = listedOf(all, isDisabled);
        return inside.length > 0 || all.length === 0 ? { kind, name, steps: inside } : [];
      }),
    };
  };
  return listedOf(trigger ? [trigger, ...steps] : steps, false);
}

export function lookOfStep({ step, number }: OutlinedStep): StepLook {
  const isScheduled = Boolean(step.schedule?.value);
  return lookOf(step.action.component.key, number === 'trigger' ? { isScheduled } : undefined);
}

/** The look of a flow is that of what starts it. */
export function lookOfFlow({ trigger }: OutlinedFlow): StepLook {
  return trigger ? lookOfStep(trigger) : { icon: 'list-tree', hue: 2 };
}
