import { links } from '../../src/lib/links.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Menu } from '../kit/menu.tsx';

/** More are chosen by the page's address. */
const MOST = 500;

type CompareMenuProps = {
  /** The integration. */
  id: string;
  /** The number of its newest version. */
  newest: number;
  /** What is chosen at first: a version, and another one or the draft. */
  version: number;
  against: string;
};

/** Chooses a version, and another one or the draft, to be compared. */
export function CompareMenu({ id, newest, version, against }: CompareMenuProps) {
  const versions = Array.from({ length: Math.min(newest, MOST) }, (_, index) => ({
    value: String(newest - index),
    label: `v${newest - index}`,
  }));
  return (
    <Menu label="Compare" icon="git-branch" end form>
      <form class="stack" action={links.version(id, version)}>
        <Field
          id="compared-version"
          name="version"
          label="Version"
          kind="select"
          options={versions}
          value={String(version)}
        />
        <Field
          id="compared-against"
          name="against"
          label="With"
          kind="select"
          options={[{ value: 'draft', label: 'The draft' }, ...versions]}
          value={against}
        />
        <Button kind="primary">Show differences</Button>
      </form>
    </Menu>
  );
}
