import type { Bus } from '@aiops/runtime';
import { afterEach, beforeEach, describe } from 'vitest';
import { consumingRules } from './bus-consuming.contract.ts';
import { busFixture } from './bus-fixture.ts';
import { publishingRules } from './bus-publishing.contract.ts';
import { rebalancingRules } from './bus-rebalancing.contract.ts';

/** What a service may rely on, whichever bus it was given. `makeBus` is called for each test. */
export function busContract(name: string, makeBus: () => Promise<Bus>): void {
  describe(`bus: ${name}`, { timeout: 90_000 }, () => {
    let bus: Bus;
    beforeEach(async () => {
      bus = await makeBus();
    });
    afterEach(() => bus.close());
    const fixture = busFixture(() => bus);
    publishingRules(fixture);
    consumingRules(fixture);
    rebalancingRules(fixture);
  });
}
