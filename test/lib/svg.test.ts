import { describe, expect, test } from 'bun:test';
import { cleanSvg } from '../../src/lib/svg.ts';
import { svg } from '../support/pictures.ts';

const clean = (inside: string, head?: string) => cleanSvg(svg(inside, head).toString());
const problemOf = (text: string) => {
  const outcome = cleanSvg(text);
  return 'problem' in outcome ? outcome.problem : undefined;
};
const textOf = (inside: string, head?: string) => {
  const outcome = clean(inside, head);
  if ('problem' in outcome) throw new Error(outcome.problem);
  return outcome.text;
};

describe('what could run or load something is refused, and named', () => {
  test.each([
    ['a script', '<script>alert(1)</script>', 'element script'],
    ['a script in CDATA', '<script><![CDATA[alert(1)]]></script>', 'element script'],
    ['a script with a prefix', '<s:script xmlns:s="http://www.w3.org/2000/svg"/>', 'element script'],
    ['a script in capitals', '<SCRIPT/>', 'element SCRIPT'],
    ['a script in what is left out', '<metadata><script/></metadata>', 'element script'],
    ['a foreign object', '<foreignObject><p>x</p></foreignObject>', 'element foreignObject'],
    ['a frame', '<g><iframe/></g>', 'element iframe'],
    ['an event handler', '<rect onload="alert(1)"/>', 'event handler onload'],
    ['one in capitals', '<rect ONCLICK="alert(1)"/>', 'event handler ONCLICK'],
    ['one on what is left out', '<animate onbegin="alert(1)"/>', 'event handler onbegin'],
    ['a link', '<a href="https://evil.example"><rect/></a>', 'https://evil.example'],
    ['a script as a link', '<a xlink:href=" javascript:alert(1)"/>', 'javascript:alert(1)'],
    [
      'a script as a link, spelled otherwise',
      '<use href="java&#115;cript:alert(1)"/>',
      'javascript:alert(1)',
    ],
    ['a picture from elsewhere', '<image href="//evil.example/a.png"/>', '//evil.example/a.png'],
    ['a picture inside', '<image href="data:image/png;base64,iVBORw0KGgo="/>', 'data:image/png'],
    ['a part of another file', '<use href="other.svg#a"/>', 'other.svg#a'],
    ['a fill from elsewhere', '<rect fill="url(https://evil.example/a#b)"/>', 'fill of rect'],
    ['one with room and quotes', '<rect fill="url(  \'http://evil.example\')"/>', 'fill of rect'],
    ['a style that loads', '<rect style="background:URL(//evil.example)"/>', 'style of rect'],
    ['styles that import', '<style>@import "//evil.example";</style>', 'its styles'],
    [
      'styles with a font inside',
      '<style>@font-face{src:url(data:font/woff;base64,aa)}</style>',
      'its styles',
    ],
    ['styles with a set of pictures', '<style>a{background:image-set("x.png" 1x)}</style>', 'its styles'],
    ['styles that hide what they say', '<style>a{fill:\\75rl(//evil.example)}</style>', 'its styles'],
  ])('%s', (_what, inside, named) => {
    const outcome = clean(inside);
    expect('problem' in outcome ? outcome.problem : 'it was taken').toContain(named);
  });

  test('entities, which may grow without end or read files', () => {
    const grown = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg><text>&b;</text></svg>';
    expect(problemOf(grown)).toBe('declares entities');
    expect(problemOf('<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>')).toBe(
      'declares entities',
    );
  });

  test.each([
    ['not closed', '<svg><g></svg>'],
    ['cut off', '<svg><rect wid'],
    ['a page around it', '<html><body><svg/></body></html>'],
    ['two of them', '<svg/><svg/>'],
    ['an attribute twice', '<svg id="a" id="b"/>'],
    ['a name of objects', '<svg><__proto__/></svg>'],
    ['nested deeper than anybody draws', `<svg>${'<g>'.repeat(5000)}${'</g>'.repeat(5000)}</svg>`],
  ])('what is %s is not read', (_what, text) => {
    expect(problemOf(text)).toContain('cannot be read');
  });
});

describe('what would be drawn for ever is refused', () => {
  const tenOf = (id: number) => `<use href="#a${id}"/>`.repeat(10);

  test('uses of uses', () => {
    const levels = Array.from({ length: 9 }, (_, at) => `<g id="a${at + 1}">${tenOf(at)}</g>`).join('');
    expect(clean(`<rect id="a0"/>${levels}${tenOf(9)}`)).toEqual({ problem: 'draws too many parts' });
  });

  test('masks of masks', () => {
    const levels = Array.from(
      { length: 9 },
      (_, at) => `<mask id="a${at + 1}">${`<g mask="url(#a${at})"><path/></g>`.repeat(10)}</mask>`,
    );
    expect(clean(`${levels.join('')}<g mask="url('#a9')"/>`)).toEqual({ problem: 'draws too many parts' });
  });

  test('what refers to itself, also around a corner', () => {
    expect(clean('<g id="a"><use href="#a"/><use href="#a"/></g>')).toHaveProperty('problem');
    expect(clean('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')).toHaveProperty('problem');
  });

  test('but not a drawing of many parts', () => {
    expect(clean('<path d="M0 0h1"/>'.repeat(5000))).not.toHaveProperty('problem');
    expect(clean(`<g id="a"><path/></g>${'<use href="#a"/>'.repeat(500)}`)).not.toHaveProperty('problem');
  });
});

describe('what draws is kept', () => {
  test('shapes, gradients, styles and references to its own parts', () => {
    const inside =
      '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"></stop></linearGradient></defs><style>.a{fill:url(#g)}</style><rect class="a" fill="url(#g)" width="4"></rect><use href="#g"></use><text>a &amp; b</text>';
    expect(textOf(inside)).toBe(
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${inside}</svg>`,
    );
  });

  test('what editors leave in it is dropped, with the doctype of old files', () => {
    const text = `<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><!-- by an editor --><svg xmlns:i="http://i.example" viewBox="0 0 8 8" i:version="1" xml:base="//evil.example"><metadata>x</metadata><i:view/><animate attributeName="href" to="#c"/><path xlink:href="#b" d="M0 0"/></svg>`;
    expect(cleanSvg(text)).toMatchObject({
      text: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path href="#b" d="M0 0"></path></svg>',
    });
  });

  test('texts and values are written so that none of them becomes markup', () => {
    const text = textOf('<text id="&quot;&gt;&lt;script&gt;">&lt;script&gt;<![CDATA[<b>]]>&#1;</text>');
    expect(text).toContain('id="&quot;&gt;&lt;script&gt;"');
    expect(text).not.toMatch(/<script|<b>/);
    expect(text).not.toContain('\u0001');
    expect(problemOf(text)).toBeUndefined();
  });

  test('it is in its namespace and has a viewBox, by which browsers scale it', () => {
    expect(cleanSvg('<svg width="2in" height="96"/>')).toEqual({
      text: '<svg xmlns="http://www.w3.org/2000/svg" width="2in" height="96" viewBox="0 0 192 96"></svg>',
      size: { width: 192, height: 96 },
    });
    expect(textOf('', 'xmlns:x="http://x.example" viewBox="0 0 1 1"')).not.toContain('x.example');
  });

  test.each([
    ['width="32" height="32px"', { width: 32, height: 32 }],
    ['width="100%" height="100%" viewBox="0, 0, 64 32"', { width: 64, height: 32 }],
    ['viewBox="-8 -8 16.4 16.4"', { width: 16, height: 16 }],
    ['width="32"', undefined],
    ['viewBox="0 0 0 0"', undefined],
    ['viewBox="none" width="wide" height="-4"', undefined],
    ['', undefined],
  ])('its size by %s', (head, size) => {
    expect(clean('', head)).toMatchObject({ size });
  });
});
