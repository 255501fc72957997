import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Child } from 'hono/jsx';
import { fieldId } from '../../src/lib/ui/field-ties.ts';
import { hueOf } from '../../src/lib/ui/hue.ts';
import { Badge } from '../../views/kit/badge.tsx';
import { Banner } from '../../views/kit/banner.tsx';
import { Button, CopyButton } from '../../views/kit/button.tsx';
import { Choice, Switch } from '../../views/kit/choice.tsx';
import { Diff } from '../../views/kit/diff.tsx';
import { ErrorSummary } from '../../views/kit/error-summary.tsx';
import { Field } from '../../views/kit/field.tsx';
import { JsonTree } from '../../views/kit/json-tree.tsx';
import { LogLines } from '../../views/kit/log-lines.tsx';
import { Pager } from '../../views/kit/pager.tsx';
import { Status } from '../../views/kit/status.tsx';
import { TitleCell } from '../../views/kit/table.tsx';
import { Tile } from '../../views/kit/tile.tsx';
import { Time } from '../../views/kit/time.tsx';
import { WaterfallRow } from '../../views/kit/waterfall.tsx';
import { foreignMarkup } from './vocabulary.ts';

const HOSTILE = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;`;

describe('what people and other systems write stays text', () => {
  test.each<[string, Child]>([
    ['a badge', <Badge title={HOSTILE}>{HOSTILE}</Badge>],
    ['a banner', <Banner tone="bad">{HOSTILE}</Banner>],
    ['a button', <Button only={HOSTILE} value={HOSTILE} href={HOSTILE} />],
    ['a text to copy', <CopyButton text={HOSTILE} />],
    ['a choice', <Choice name={HOSTILE} value={HOSTILE} help={HOSTILE} />],
    ['a switch', <Switch name={HOSTILE} label={HOSTILE} checked />],
    [
      'a diff',
      <Diff
        label={HOSTILE}
        before="a"
        after="b"
        rows={[{ where: HOSTILE, before: HOSTILE, after: HOSTILE }]}
      />,
    ],
    ['a list of errors', <ErrorSummary problems={[{ message: HOSTILE }]} />],
    ['a field', <Field name="a" label={HOSTILE} value={HOSTILE} help={HOSTILE} error={HOSTILE} />],
    ['a long text', <Field name="a" label="A" kind="textarea" value={HOSTILE} />],
    ['a select', <Field name="a" label="A" kind="select" options={[{ value: HOSTILE, label: HOSTILE }]} />],
    ['suggestions', <Field name="a" label="A" kind="datalist" suggestions={[HOSTILE]} value={HOSTILE} />],
    ['JSON', <JsonTree value={{ [HOSTILE]: [HOSTILE] }} path={HOSTILE} more="/x?a=b" />],
    ['a log line', <LogLines lines={[{ at: 0, level: HOSTILE, message: HOSTILE }]} />],
    [
      'a step of a run',
      <WaterfallRow id="w" href={HOSTILE} name={HOSTILE} state="failed" took={HOSTILE} spans={[]} />,
    ],
  ])('%s', (_, part) => {
    const html = String(part);
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&quot;&gt;&lt;script&gt;');
    expect(foreignMarkup(html)).toEqual([]);
  });

  test('only the sprite and markdown print what they are given as it is', () => {
    const folder = join(import.meta.dir, '../../views');
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .filter((name) => /\braw\(|dangerouslySetInnerHTML/.test(readFileSync(join(folder, name), 'utf8')));
    expect(found.sort()).toEqual(['kit/markdown.tsx', 'kit/sprite.tsx']);
  });
});

describe('a field', () => {
  test('keeps what was typed, and ties its error and its help to the control', () => {
    const html = String(
      <Field name="user name" label="Name" value="Ada" help="As on the door." error="Taken." />,
    );
    expect(html).toBe(
      '<div class="field"><label for="field-user-name">Name</label><input type="text" name="user name" value="Ada" ' +
        'id="field-user-name" aria-describedby="field-user-name-error field-user-name-help" aria-invalid="true"/>' +
        '<p class="error" id="field-user-name-error">Taken.</p><p class="help" id="field-user-name-help">As on the door.</p></div>',
    );
    expect(fieldId({ name: 'user name' })).toBe('field-user-name');
  });

  test('says nothing of errors while there are none, and of what is not asked for', () => {
    const html = String(<Field name="a" label="A" optional />);
    expect(html).toContain('A<span class="muted"> optional</span>');
    expect(html).not.toMatch(/aria-|required|undefined|disabled/);
  });

  test('a select has the chosen answer, a box its tick', () => {
    const options = [{ value: 'a' }, { value: 'b', label: 'Both' }];
    expect(String(<Field name="x" label="X" kind="select" options={options} value="b" />)).toContain(
      '<option value="a">a</option><option value="b" selected="">Both</option>',
    );
    expect(String(<Field name="x" label="X" kind="checkbox" checked />)).toContain('type="checkbox"');
    expect(String(<Field name="x" label="X" kind="checkbox" checked={false} />)).not.toContain('checked');
  });

  test('a long text that begins with an empty line keeps it', () => {
    expect(String(<Field name="x" label="X" kind="textarea" value={'\na'} />)).toContain('>\n\na</textarea>');
  });
});

describe('smaller parts', () => {
  test('errors are counted, and lead to their fields', () => {
    const html = String(<ErrorSummary problems={[{ id: 'field-a', message: 'A' }, { message: 'B' }]} />);
    expect(html).toContain('Two things to correct');
    expect(html).toContain('<a href="#field-a">A</a>');
    expect(html).toContain('role="alert"');
    expect(String(<ErrorSummary problems={[]} />)).toBe('');
  });

  test('a state is a shape and a word, also where the word is only heard', () => {
    expect(String(<Status state="failed">Failed at 3</Status>)).toBe(
      '<span class="status" data-state="failed">Failed at 3</span>',
    );
    expect(String(<Status state="paused" bare />)).toBe(
      '<span class="status" data-state="cancelled"><span class="sr-only">Paused</span></span>',
    );
  });

  test('a busy button says so, and one that only goes somewhere is a link', () => {
    expect(String(<Button busy>Saving</Button>)).toBe(
      '<button type="submit" class="button" aria-busy="true">Saving</button>',
    );
    expect(
      String(
        <Button href="/x" kind="primary" hx-get="/x">
          Go
        </Button>,
      ),
    ).toBe('<a href="/x" class="button primary" hx-get="/x">Go</a>');
  });

  test('pages of a list are linked only where there are any', () => {
    expect(String(<Pager />)).toBe('');
    const html = String(<Pager older="/x?after=1" />);
    expect(html).toContain('Older');
    expect(html).not.toMatch(/Newer|First/);
  });

  test('a time is relative in the text and absolute on hover', () => {
    const at = Date.UTC(2026, 10, 24, 11, 52, 7);
    expect(String(<Time at={at} from={at + 240_000} />)).toBe(
      '<time datetime="2026-11-24T11:52:07.000Z" title="24 Nov 2026, 11:52:07 UTC">4 min ago</time>',
    );
  });

  test('the same thing always has the same colour, and all six are used', () => {
    const hues = Array.from({ length: 200 }, (_, index) => hueOf(`int_${index}`));
    expect([...new Set(hues)].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(hueOf('int_7')).toBe(hueOf('int_7'));
    expect(String(<Tile hue={3} />)).toContain('data-hue="3"');
  });

  test('the first cell of a row is its link', () => {
    expect(String(<TitleCell href="/x" title="Acme" note="ERP" />)).toBe(
      '<td><a class="title" href="/x">Acme</a><div class="small muted">ERP</div></td>',
    );
  });
});
