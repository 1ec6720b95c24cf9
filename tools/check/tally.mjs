/** Counts what passed and failed, and says so while it happens. */
export class Tally {
  passed = 0;
  failed = 0;
  /** Names of what was not tried, since something that it needs is not on this machine. */
  skipped = [];
  #begin = performance.now();

  /** A step that is no check: only its failure counts. */
  async step(name, work) {
    const since = performance.now();
    const result = await work();
    console.log(`  · ${name} (${seconds(since)})`);
    return result;
  }

  /** Runs one check; a rejection is its failure and is shown, the others go on. */
  async check(name, work) {
    const since = performance.now();
    try {
      await work();
      this.passed += 1;
      console.log(`  ✓ ${name} (${seconds(since)})`);
    } catch (error) {
      this.fail(name, error);
    }
  }

  fail(name, error) {
    this.failed += 1;
    console.error(`  ✗ ${name}\n${error instanceof Error ? error.message : String(error)}`);
  }

  /** Adds the outcome of a run of tests. */
  add({ passed, failed, skipped = [] }) {
    this.passed += passed;
    this.failed += failed;
    this.skipped.push(...skipped);
  }

  close() {
    console.log(`\nIn ${seconds(this.#begin)}`);
    for (const name of this.skipped) console.log(`  - skipped: ${name}`);
    const skipped = this.skipped.length > 0 ? `, ${this.skipped.length} skipped` : '';
    console.log(`${this.passed} passed, ${this.failed} failed${skipped}`);
  }
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
