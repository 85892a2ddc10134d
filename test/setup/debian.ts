import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program that the tests need and npm does not bring. */
export interface Program {
  /** The names it goes by, the likeliest first. */
  names: readonly string[];
  /** Debian's package that holds it. */
  package: string;
}

/** Where the program is, which is installed from Debian's packages if it must and may be. */
export async function locateProgram(program: Program): Promise<string> {
  const found = await locate(program);
  if (found !== undefined) return found;
  let failure: unknown;
  try {
    await asRoot('command -v apt-get');
    process.stdout.write(
      `正在安装测试所需的 ${program.package} / Installing ${program.package}, which the tests need …\n`,
    );
    await asRoot(installationOf(program.package));
  } catch (cause) {
    failure = cause;
  }
  const installed = await locate(program);
  if (installed !== undefined) return installed;
  throw new Error(
    `测试需要 ${program.names[0]}，请先安装（如 apt-get install ${program.package}）。` +
      `The tests need ${program.names[0]}: install it first (for example apt-get install ${program.package}).`,
    { cause: failure },
  );
}

async function locate({ names }: Program): Promise<string | undefined> {
  const { stdout } = await run('sh', [
    '-c',
    `for name in ${names.join(' ')}; do command -v $name && break; done; :`,
  ]);
  return stdout.trim() || undefined;
}

/** Installs a package without starting its service, neither now nor at boot: we only want the program. */
const installationOf = (name: string) => `
  set -e
  export DEBIAN_FRONTEND=noninteractive
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > $policy
    chmod 755 $policy
  fi
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends ${name}
  if [ -e /etc/init.d/${name} ]; then update-rc.d ${name} disable; fi
`;

/** Runs a shell script as root, if we are root or may become so without a password. */
function asRoot(script: string): Promise<unknown> {
  return process.getuid?.() === 0 ? run('sh', ['-c', script]) : run('sudo', ['-n', 'sh', '-c', script]);
}
