import type { Chowk, DataOf } from '@chowk/client';
import { eventually } from '@chowk/testing';

type Order = DataOf<'get', '/orders/{order}'>;

/** The order once its status is this, as the screen of whoever may see it is told. */
export async function followedTo(status: Order['status'], who: Chowk, orderId: string): Promise<Order> {
  let shown: Order | undefined;
  const look = async () => {
    shown = await who.get('/orders/{order}', { path: { order: orderId } });
  };
  const feed = who.follow('/orders', { load: look, event: look });
  try {
    const reason = `the screen shows order ${orderId} as ${status}`;
    return await eventually(reason, () => shown?.status === status && shown, { timeout: 30_000 });
  } finally {
    feed.close();
  }
}
