import { afterAll, describe, expect, test } from 'bun:test';
import { createCatalog } from '../../../../src/components/catalog.ts';
import type { Component, InputDeclaration } from '../../../../src/components/component.ts';
import { builtInComponents } from '../../../../src/components/registry.ts';
import { openDesk } from '../../../support/app.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { PROBE } from '../../../support/world.ts';

const desk = openDesk();
afterAll(desk.close);
const visitor = await visitorAs(desk, 'support');

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

describe('the list of components', () => {
  test('has each of them with its key and how much it can do', async () => {
    const { html } = await visitor.get('/components');
    for (const { key, display } of builtInComponents()) {
      expect(html).toContain(`href="/components/${key}">${escaped(display.label)}</a>`);
      expect(html).toContain(escaped(display.description));
    }
    expect(html).toMatch(
      />http<\/td><td class="num">8<\/td><td class="num wide muted">0<\/td><td class="num wide">5<\/td>/,
    );
  });

  test('is searched by names, also those of actions', async () => {
    const { html } = await visitor.get('/components?q=BASE64');
    expect(html.match(/<a class="title"/g)).toHaveLength(1);
    expect(html).toContain('Text manipulation');
    expect(html).toContain('value="BASE64"');
  });

  test('says when none fits, and how to go on', async () => {
    const { html } = await visitor.get('/components?q=%3Cscript%3E');
    expect(html).toContain('No components fit');
    expect(html).toMatch(/href="\/components"[^>]*>Clear filter/);
  });
});

describe('the page of a component', () => {
  test.each(builtInComponents())('$key: names all that it has, with its inputs', async (component) => {
    const { html, status } = await visitor.get(`/components/${component.key}`);
    expect(status).toBe(200);
    const parts = [
      ...Object.values(component.actions).map((part) => ({ ...part, id: `action-${part.key}` })),
      ...Object.values(component.triggers).map((part) => ({ ...part, id: `trigger-${part.key}` })),
    ];
    for (const { id, display, inputs } of parts) {
      expect(html).toContain(`id="${id}"`);
      expect(html).toContain(escaped(display.description));
      for (const input of inputs) expect(html).toContain(`<code>${input.key}</code>`);
    }
    for (const { key, label } of component.connections) {
      expect(html).toContain(`id="connection-${key}"`);
      expect(html).toContain(escaped(label));
    }
  });

  test('tells what a step does to the flow', async () => {
    const loop = (await visitor.get('/components/loop')).html;
    expect(loop).toContain('It repeats the steps inside it.');
    expect(loop).toContain('It leaves the loop around it.');
    const branch = (await visitor.get('/components/branch')).html;
    expect(branch).toContain('It has a branch for each row of “Conditions”, and “Else”.');
    expect((await visitor.get('/components/stop-execution')).html).toContain('It ends the execution.');
    expect((await visitor.get('/components/schedule-triggers')).html).toContain(
      'It runs by the clock alone.',
    );
    expect((await visitor.get('/components/webhook-triggers')).html).toContain('may wait for the result.');
  });

  test('shows of each input its type, its choices, an example, and what it is when left out', async () => {
    const { html } = await visitor.get('/components/http');
    expect(html).toContain('<code>responseType</code> · Choice');
    expect(html).toContain('One of: JSON (json), Text (text), Binary (binary)');
    expect(html).toContain('When left out <code>json</code>');
    expect(html).toContain('<code>headers</code> · Rows: name and text · optional');
    expect(html).toContain('<code>password</code> · Secret text');
  });

  test('is not there for a key that no component has', async () => {
    for (const key of ['nothing', 'constructor', '__proto__', '..%2Fhttp', '%3Cscript%3E'])
      expect((await visitor.get(`/components/${key}`)).status).toBe(404);
  });

  test('of foreign make does nothing but show its texts', async () => {
    const own = openDesk();
    own.deps.catalog = createCatalog([hostile()]);
    const guest = await visitorAs(own, 'support');
    const { html } = await guest.get('/components/odd');
    expect(html).toContain(escaped(PROBE));
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('href="javascript:');
    await own.close();
  });
});

/** A component whose every text tries to break out of the page. */
function hostile(): Component {
  const display = { label: PROBE, description: PROBE, directions: PROBE, category: PROBE };
  const input: InputDeclaration = {
    key: PROBE,
    label: PROBE,
    type: 'code',
    language: PROBE,
    comments: PROBE,
    example: PROBE,
    default: `${PROBE}\n${PROBE}`,
    model: [{ label: PROBE, value: 'x' }],
  };
  const perform = () => undefined;
  return {
    key: 'odd',
    display,
    documentationUrl: 'javascript:alert(1)',
    actions: {
      do: { key: 'do', display, inputs: [input], perform, examplePayload: { data: { [PROBE]: PROBE } } },
    },
    triggers: {},
    dataSources: {
      list: {
        key: 'list',
        display,
        inputs: [input],
        dataSourceType: PROBE,
        perform: async () => ({ result: 1 }),
      },
    },
    connections: [{ key: 'c', label: PROBE, comments: PROBE, inputs: [input] }],
  };
}
