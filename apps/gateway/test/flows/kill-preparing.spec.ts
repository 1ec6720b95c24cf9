import { randomInt } from 'node:crypto';
import { orderView, signedIn } from '@chowk/contracts';
import { newId } from '@chowk/kit';
import { behind, eventually, http, runningSystem } from '@chowk/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Hold, OtherProcess } from './kill-process.js';
import { Story } from './kill-story.js';
import { codeSentTo, Person, Restaurant } from './restaurant.js';

const system = runningSystem();

describe('Before an order', () => {
  const restaurant = new Restaurant();
  const newPhone = () => `+9196${randomInt(10_000_000, 99_999_999)}`;
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  async function signIn(phone: string): Promise<Person> {
    const code = await eventually('the code is on the phone', () => codeSentTo(phone), { timeout: 20_000 });
    const reply = await restaurant.anybody.post('/auth/customer/verify-otp', { phone, code });
    return new Person(restaurant.slug, reply.data(signedIn).accessToken);
  }

  async function messagesTo(phone: string): Promise<number> {
    const inbox = await http(system.simulators.twilio).get(`/_control/inbox?to=${encodeURIComponent(phone)}`);
    return z.object({ messages: z.array(z.unknown()) }).parse(inbox.body).messages.length;
  }

  it('notification is killed while the code waits for Twilio: the code comes once and signs in', async () => {
    const phone = newPhone();
    const notification = await OtherProcess.of('notification');
    const twilio = http(system.simulators.twilio);
    undo.push(() => twilio.delete('/_control/faults'));
    const isDown = { match: { method: 'POST' }, fault: 'fail', status: 503, times: 1_000 };
    expect((await twilio.post('/_control/faults', { body: isDown })).status).toBeLessThan(300);
    await restaurant.anybody.post('/auth/customer/request-otp', { phone });
    const waiting = () =>
      behind<{ id: string; state: string }>(
        system,
        'notification',
        `select id, state from outgoing_message where state = 'QUEUED' and attempts > 0 and doubts = 0`,
      );
    const [message] = await eventually('it waits for its next try', async () => {
      notification.freeze();
      const found = await waiting();
      if (found.length === 1) return found;
      notification.thaw();
      return false;
    });
    expect(message?.state).toBe('QUEUED');
    await notification.kill();
    await twilio.delete('/_control/faults');

    await notification.replaced();
    const story = await Story.begin(await signIn(phone));
    expect(await messagesTo(phone)).toBe(1);
    const sent = await behind(system, 'notification', 'select state from outgoing_message where id = $1', [
      message?.id,
    ]);
    expect(sent).toEqual([{ state: 'SENT' }]);
    await story.placed();
    await story.toItsEnd();
  });

  it('auth and catalog are killed before they have told: the code comes and signs in, and the new price is charged', async () => {
    const phone = newPhone();
    const owner = await restaurant.staff('owner');
    const menu = (await restaurant.anybody.get('/menu')).data(
      z.object({ categories: z.array(z.object({ id: z.uuid() })) }),
    );
    const added = await owner.post('/menu/items', {
      categoryIds: [menu.categories[0]?.id],
      name: { en: `Special ${newId()}` },
      diet: 'VEG',
      price: 10_000,
      tax: { taxClass: 'restaurant', rateBasisPoints: 500, code: '996331' },
      station: 'curry',
    });
    expect(added.status).toBe(201);
    const itemId = String(added.at('data.id'));
    const knownPrice = async () => {
      const [row] = await behind<{ price: number }>(
        system,
        'order',
        `select (state ->> 'price')::int as price from known_item where id = $1`,
        [itemId],
      );
      return row?.price;
    };
    await eventually('order knows the item', async () => (await knownPrice()) === 10_000);

    const [catalog, auth] = [await OtherProcess.of('catalog'), await OtherProcess.of('auth')];
    const relays = [await Hold.ofRelay('catalog'), await Hold.ofRelay('auth')];
    undo.push(() => Promise.all(relays.map((relay) => relay.release())));
    expect((await restaurant.anybody.post('/auth/customer/request-otp', { phone })).status).toBe(202);
    const wanted = () =>
      behind<{ id: string }>(system, 'auth', `select aggregate_id as id from outbox where type = 'otp.requested.v1'`);
    const [challenge] = await wanted();
    expect(await behind(system, 'auth', 'select used_at from otp_challenges where id = $1', [challenge?.id])).toEqual([
      { used_at: null },
    ]);
    expect((await owner.patch(`/menu/items/${itemId}`, { price: 12_000 })).status).toBe(200);
    const unsent = () =>
      behind(
        system,
        'catalog',
        // The first version was told; its row may stay a moment longer
        `select type from outbox where aggregate_id = $1 and type = 'catalog.item.state.v1' and aggregate_version > 1`,
        [itemId],
      );
    expect(await unsent()).toHaveLength(1);
    expect(await behind(system, 'catalog', 'select price::int from item where id = $1', [itemId])).toEqual([
      { price: 12_000 },
    ]);
    await Promise.all([catalog.kill(), auth.kill()]);
    expect([await unsent(), await wanted()]).toEqual([[expect.anything()], [challenge]]);
    expect([await knownPrice(), await messagesTo(phone)]).toEqual([10_000, 0]);
    await Promise.all(relays.map((relay) => relay.release()));

    await Promise.all([catalog.replaced(), auth.replaced()]);
    const story = await Story.begin(await signIn(phone));
    expect(await messagesTo(phone)).toBe(1);
    await eventually('order knows the new price', async () => (await knownPrice()) === 12_000);
    const placed = await story.customer.post('/orders', {
      fulfilment: 'TAKEAWAY',
      outletId: story.outletId,
      lines: [{ itemId, quantity: 1 }],
      expectedTotal: 12_600,
    });
    expect(placed.data(orderView).total).toBe(12_600);
    await story.restaurant.pay(story.customer, placed.data(orderView).id);
    await story.restaurant.reached(story.customer, placed.data(orderView).id, 'CONFIRMED');
    await story.placed();
    await story.toItsEnd();
  });
});
