import { PLACES } from '../../src/lib/ui/places.ts';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { PageHead } from '../kit/page-head.tsx';
import { Table } from '../kit/table.tsx';

type Key = { keys: string[]; does: string };

const GROUPS: { name: string; keys: Key[] }[] = [
  {
    name: 'Everywhere',
    keys: [
      { keys: ['⌘ K', 'Ctrl K'], does: 'Go to anything' },
      { keys: ['?'], does: 'This list' },
      { keys: ['/'], does: 'Search on this page' },
      ...PLACES.flatMap(({ shortcut, label }) =>
        shortcut === undefined ? [] : { keys: [`g ${shortcut}`], does: label },
      ),
      { keys: ['Esc'], does: 'Close a menu or dialog' },
    ],
  },
  {
    name: 'In lists',
    keys: [
      { keys: ['j', 'k'], does: 'Next and previous row' },
      { keys: ['Enter'], does: 'Open the row' },
      { keys: ['x'], does: 'Select the row' },
      { keys: ['n'], does: 'New' },
    ],
  },
  {
    name: 'In steps',
    keys: [
      { keys: ['↑', '↓'], does: 'Previous and next step' },
      { keys: ['Enter'], does: 'Show the step' },
      { keys: ['a'], does: 'Add a step behind it' },
      { keys: ['Alt ↑', 'Alt ↓'], does: 'Move it up or down' },
      { keys: ['Del'], does: 'Delete it' },
      { keys: ['⌘ ↵', 'Ctrl ↵'], does: 'Test the flow' },
      { keys: ['⇧ ⌘ ↵', 'Ctrl Shift ↵'], does: 'Test it up to the selected step' },
      { keys: ['⌘ Z', 'Ctrl Z'], does: 'Undo the last change of the draft' },
      { keys: ['⇧ ⌘ Z', 'Ctrl Shift Z'], does: 'Redo' },
      { keys: ['c'], does: 'Copy the path of a value that unfolds' },
    ],
  },
  {
    name: 'Where a step is chosen',
    keys: [
      { keys: ['↑', '↓'], does: 'Previous and next action' },
      { keys: ['Enter'], does: 'Add it' },
      { keys: ['Esc'], does: 'Add none' },
    ],
  },
  {
    name: 'Where a reference is chosen',
    keys: [
      { keys: ['↑', '↓'], does: 'Previous and next value' },
      { keys: ['→', '←'], does: 'Open and close what holds others' },
      { keys: ['Enter'], does: 'Take it' },
      { keys: ['Esc'], does: 'Take none' },
    ],
  },
];

/** All keys; `?` shows it as a dialog over any page. */
export function KeyboardPage({ frame }: { frame: Frame }) {
  return (
    <StaffLayout frame={frame} title="Keyboard" section={undefined} bare>
      <main id="main" tabindex={-1} class="wizard">
        <PageHead title="Keyboard" note="Keys rest while you type in a field." />
        <div data-dialog="Keyboard">
          <div class="stack">
            {GROUPS.map(({ name, keys }) => (
              <section class="stack" aria-label={name}>
                <h2>{name}</h2>
                <Table label={name}>
                  {keys.map((key) => (
                    <tr>
                      <th scope="row">{key.does}</th>
                      <td class="num">
                        {key.keys.map((each) => (
                          <>
                            <kbd>{each}</kbd>{' '}
                          </>
                        ))}
                      </td>
                    </tr>
                  ))}
                </Table>
              </section>
            ))}
          </div>
        </div>
      </main>
    </StaffLayout>
  );
}
