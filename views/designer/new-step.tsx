import { links } from '../../src/lib/links.ts';
import { ComponentPicker, type PickerItem } from '../kit/component-picker.tsx';
import type { Frame } from '../kit/frame.ts';
import type { IntegrationFacts } from '../kit/integration-aside.tsx';
import { IntegrationLayout } from '../kit/layout.tsx';
import type { Tab } from '../kit/nav.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { type Seen, SeenFields } from './seen.tsx';

type NewStepPageProps = {
  frame: Frame;
  integration: IntegrationFacts;
  part: 'action' | 'trigger';
  seen: Seen;
  /** The key of the step to be: what is sent twice is added once. */
  newKey: string;
  /** The address of the flow. */
  flow: string;
  /** Where it comes, as the address says it. */
  asked: Record<string, string>;
  /** The step that it comes behind. */
  after: string | undefined;
  query: string;
  kinds: Tab[];
  groups: { label: string; items: PickerItem[] }[];
  /** How many there are, whether they are shown or not. */
  found: number;
};

/** Over the designer: what the new step does, or what starts the flow. */
export function NewStepPage(props: NewStepPageProps) {
  const { frame, integration, part, seen, newKey, flow, asked, after, query, kinds, groups, found } = props;
  const { id } = integration;
  const title = titleOf(part, after);
  const dialog = (
    <ComponentPicker
      title={title}
      action={links.newStep(id, {})}
      asked={asked}
      close={links.flow({ id, flow })}
      query={query}
      kinds={part === 'trigger' ? kinds : [...kinds, { label: 'Paste', href: links.pasteSteps(id, asked) }]}
      groups={groups}
      found={found}
      choose={links.steps(id)}
      none={`Nothing here is called “${query}”. Try a shorter word, or what it should do.`}
    >
      <SeenFields frame={frame} seen={seen} />
      <input type="hidden" name="new" value={newKey} />
      {Object.entries(asked).flatMap(([name, value]) =>
        name === 'flow' ? [] : [<input type="hidden" name={name} value={value} />],
      )}
    </ComponentPicker>
  );
  return (
    <IntegrationLayout frame={frame} title={title} integration={integration} dialog={dialog}>
      <PageHead title={integration.name} />
    </IntegrationLayout>
  );
}

function titleOf(part: 'action' | 'trigger', after: string | undefined): string {
  if (part === 'trigger') return 'Choose what starts the flow';
  return after === undefined ? 'Add a step' : `Add a step after ${after}`;
}
