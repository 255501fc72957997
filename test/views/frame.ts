import type { Frame } from '../../views/kit/frame.ts';

/** What a page gets in tests: somebody who may do everything. */
export function frameOf(changes: Partial<Frame> = {}): Frame {
  return {
    assets: (name) => `/public/${name}`,
    nonce: 'nonce',
    theme: undefined,
    csrf: 'token',
    path: '/kit?page=2',
    isFragment: false,
    viewer: { name: 'Dana', email: 'dana@larkfield.example', role: 'admin', may: () => true },
    organization: { name: 'Larkfield', accent: undefined, logo: undefined },
    isForCustomers: false,
    at: {
      home: '/',
      signIn: '/sign-in',
      signOut: '/sign-out',
      forgotten: '/forgotten',
      theme: '/theme',
    },
    ...changes,
  };
}
