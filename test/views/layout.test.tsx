import { describe, expect, test } from 'bun:test';
import type { Frame } from '../../views/kit/frame.ts';
import { CustomerLayout, IntegrationLayout, SignInLayout, StaffLayout } from '../../views/kit/layout.tsx';
import { Sprite } from '../../views/kit/sprite.tsx';
import { frameOf } from './frame.ts';
import { integration } from './kit.tsx';

const staff = (frame: Frame) =>
  String(
    <StaffLayout frame={frame} title="Customers" section="customers">
      <h1>Customers</h1>
    </StaffLayout>,
  );
const signIn = (organization: Frame['organization']) =>
  String(<SignInLayout frame={frameOf({ viewer: undefined, organization })} title="Sign in" />);

describe('the frame of the pages for staff', () => {
  test('marks where one is', () => {
    expect(staff(frameOf())).toContain('href="/customers" aria-current="page"');
    expect(staff(frameOf()).match(/aria-current="page"/g)).toHaveLength(1);
    expect(staff(frameOf())).toContain('<title>Customers · Stepwell</title>');
  });

  test('shows settings to those who may change them', () => {
    const viewer = { name: 'Kim', email: 'kim@x.example', role: 'support', may: () => false };
    expect(staff(frameOf())).toContain('href="/settings"');
    expect(staff(frameOf({ viewer }))).not.toContain('href="/settings"');
  });

  test('has the theme that was chosen, and leaves it to the system otherwise', () => {
    expect(staff(frameOf({ theme: 'dark' }))).toContain('<html lang="en" data-theme="dark">');
    expect(staff(frameOf())).toContain('<html lang="en">');
    expect(staff(frameOf({ theme: 'dark' }))).toMatch(/value="dark" class="item" aria-current="true"/);
    expect(staff(frameOf())).toMatch(/value="system" class="item" aria-current="true"/);
  });

  test('signs out and changes the theme by forms with the token', () => {
    expect(staff(frameOf({ csrf: 'abc' })).match(/name="_csrf" value="abc"/g)).toHaveLength(2);
    expect(staff(frameOf({ path: '/x?a=1&b="' }))).toContain('name="return" value="/x?a=1&amp;b=&quot;"');
  });

  test('puts the page behind a dialog out of reach', () => {
    const html = String(
      <StaffLayout frame={frameOf()} title="Go" section={undefined} dialog={<dialog open id="d" />}>
        <h1>x</h1>
      </StaffLayout>,
    );
    expect(html).toMatch(/<body[^>]*><div inert="">.*<\/main><\/div><\/div><\/div><dialog open="" id="d">/s);
  });
});

describe('the frame of the pages of an integration', () => {
  const page = (canWrite: boolean) =>
    String(
      <IntegrationLayout
        frame={frameOf()}
        title="Flows"
        integration={{ ...integration, canWrite, canEdit: canWrite }}
      />,
    );

  test('offers changes to those who may make them', () => {
    expect(page(true)).toContain('<form class="stack" method="post" action="/integrations/int_1">');
    expect(page(true)).toContain('href="/integrations/int_1/deletion"');
  });

  test('shows the same facts to those who may only read', () => {
    expect(page(false)).toContain('Sends paid orders to Acme ERP.');
    expect(page(false)).not.toMatch(/Save details|Delete integration|Fork integration/);
    expect(page(false)).toContain('href="/integrations/int_1/definition" download=""');
  });
});

describe('the white label', () => {
  test('is the accent and the logo of the organization', () => {
    expect(signIn({ name: 'Larkfield', accent: '#8a3b6b', logo: '/theme/logo?v=1' })).toContain(
      '<style nonce="nonce">@layer theme { :root { --accent: #8a3b6b; --logo: url(/theme/logo?v=1); } }</style>',
    );
    expect(signIn({ name: 'Larkfield', accent: undefined, logo: undefined })).not.toContain('<style');
  });

  test.each(['red;} * {display:none', '</style><script>', 'url(x)', '#12', 'expression(1)'])(
    'an accent %j is no colour and is left out',
    (accent) => {
      expect(signIn({ name: 'x', accent, logo: undefined })).not.toContain('<style');
    },
  );

  test.each(['/x) ; }', 'javascript:x', '//[', '"/x', 'data:image/svg+xml,<svg>'])(
    'a logo %j is no address and is left out',
    (logo) => {
      expect(signIn({ name: 'x', accent: undefined, logo })).not.toContain('<style');
    },
  );

  test('customers read nothing of Stepwell', () => {
    const html = String(
      <CustomerLayout frame={frameOf()} title="Activity" nav={[]} home="/marketplace">
        <h1>Activity</h1>
      </CustomerLayout>,
    );
    expect(html).not.toContain('Stepwell');
    expect(html).toContain('<html lang="en" class="customer">');
  });
});

test('the icons are printed without anything that could run', () => {
  const html = String(<Sprite />);
  expect(html.slice(0, 61)).toBe('<svg class="sr-only" aria-hidden="true"><symbol id="activity"');
  expect(html).not.toMatch(/<script|<!--|\son\w+=|\n/);
});
