import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The same places as libs/testing/src/browser.ts looks at. */
const places = () => [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const found = () => places().find((place) => place && existsSync(place));

/**
 * A Chromium for the tests in a browser: the one that is here, or Debian's, which root installs. Undefined where there is none and we are
 * not root: those tests are skipped then, by name.
 */
export function chromiumForTests({ isRoot = process.getuid?.() === 0, find = found, install = installChromium } = {}) {
  const here = find();
  if (here || !isRoot) return here;
  install();
  return find();
}

function installChromium() {
  const apt = (...words) =>
    spawnSync('nice', ['-n', '19', 'apt-get', ...words], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  const install = () => apt('install', '-y', '--no-install-recommends', 'chromium');
  if (install().status === 0) return;
  apt('update'); // a fresh machine has no package lists
  install();
}
