import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './run-to-end.mjs';

const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const infra = (name) => fileURLToPath(new URL(`../../infra/kafka/${name}`, import.meta.url));

/** Where the jars of this checkout are kept. */
export const jarFolder = fileURLToPath(new URL('../../.chowk/kafka-jars', import.meta.url));

/**
 * The folder with the broker's jars: exactly those named in infra/kafka/jars.sha256, each with that sum. Fetched by
 * Maven when they are not there yet; throws when a jar differs from what was pinned.
 */
export async function kafkaJars() {
  const pinned = readPinned();
  if (existsSync(jarFolder) && faults(jarFolder, pinned).length === 0) return jarFolder;
  const fresh = `${jarFolder}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    await runToEnd('mvn', [
      '-q',
      '-B',
      '-f',
      infra('pom.xml'),
      COPY_DEPENDENCIES,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${fresh}`,
    ]);
    const wrong = faults(fresh, pinned);
    if (wrong.length)
      throw new Error(`Kafka's jars are not the pinned ones (infra/kafka/jars.sha256): ${wrong.join('; ')}`);
    rmSync(jarFolder, { recursive: true, force: true });
    renameSync(fresh, jarFolder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return jarFolder;
}

/** Are all the pinned jars here, so that no network is needed? */
export function hasKafkaJars() {
  return existsSync(jarFolder) && faults(jarFolder, readPinned()).length === 0;
}

function readPinned() {
  const lines = readFileSync(infra('jars.sha256'), 'utf8').trim().split('\n');
  return new Map(lines.map((line) => line.split(/\s+/).reverse()));
}

function faults(folder, pinned) {
  const found = new Set(readdirSync(folder));
  const missing = [...pinned.keys()].filter((name) => !found.has(name)).map((name) => `${name} is missing`);
  const strange = [...found].filter((name) => !pinned.has(name)).map((name) => `${name} is not pinned`);
  const different = [...pinned]
    .filter(([name, sum]) => found.has(name) && sha256(join(folder, name)) !== sum)
    .map(([name]) => `${name} has another sha256`);
  return [...missing, ...strange, ...different];
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
