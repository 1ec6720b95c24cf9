import { createChowk } from '../src/index.js';
import { codeSentTo, payAt } from './simulators.js';

export async function wholeOrder({ gateway, sms, razorpay }: Record<'gateway' | 'sms' | 'razorpay', string>) {
  const chowk = createChowk({ baseUrl: gateway, tenant: 'intellidine' });
  const phone = `+9198${String(Date.now()).slice(-8)}`;
  await chowk.requestCode({ phone });
  await chowk.signInWithCode({ phone, code: await codeSentTo(phone, sms) });

  const outletId = (await chowk.get('/outlets')).find(({ code }) => code === 'IND')?.id ?? '';
  const menu = await chowk.get('/menu', { query: { outlet: outletId, fulfilment: 'TAKEAWAY', available: 'true' } });
  const dish = menu.categories.flatMap(({ items }) => items).find(({ name }) => name === 'Dal makhani');
  const cart = { outletId, fulfilment: 'TAKEAWAY' as const, lines: [{ itemId: dish?.id ?? '', quantity: 1 }] };
  const { total } = await chowk.post('/orders/quote', { body: cart });
  // Named, so that a call after a lost answer or a reload of the page is the same order and not a second one
  const order = await chowk.post('/orders', { body: { ...cart, expectedTotal: total }, intention: 'this cart' });
  const due = await chowk.post('/payments/create-razorpay-order', { body: { orderId: order.id } });
  await chowk.post('/payments/verify-razorpay', { body: await payAt(razorpay, due.razorpayOrderId) });

  return new Promise<{ orderNumber: string; status: string }>((resolve, ended) => {
    const look = async () => {
      const { orderNumber, status } = await chowk.get('/orders/{order}', { path: { order: order.id } });
      if (status !== 'CONFIRMED') return;
      feed.close();
      resolve({ orderNumber, status });
    };
    const feed = chowk.follow('/orders', { load: look, event: look, ended });
  });
}
