import { utils } from 'ssh2';

/** The library makes one now and then that it cannot read itself: findings/ssh2-makes-ed25519-keys-that-it-cannot-read.sh. */
export function sshKeyPair() {
  for (;;) {
    const pair = utils.generateKeyPairSync('ed25519');
    if (!(utils.parseKey(pair.public) instanceof Error)) return pair;
  }
}
