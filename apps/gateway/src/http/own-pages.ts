import { pageFiles } from './page-files.js';

const operations = ['/', '/health', '/health/live', '/health/ready', '/metrics'];
const docs = ['/docs', '/docs/openapi.json', ...pageFiles.keys()];

/** Paths the gateway answers itself; every other one belongs to a service or to nobody. Without docs theirs are nobody's. */
export class OwnPages {
  private readonly paths: ReadonlySet<string>;

  constructor(readonly hasDocs: boolean) {
    this.paths = new Set(hasDocs ? [...operations, ...docs] : operations);
  }

  has(path: string): boolean {
    return this.paths.has(path);
  }
}
