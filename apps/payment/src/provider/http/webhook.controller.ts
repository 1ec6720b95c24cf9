import { Controller, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { webhookAnswer, WebhookSignatureInvalid } from '@chowk/contracts';
import { Answers, NoTenant, OperationId, RawBody, Summary } from '@chowk/kit';
import { ReceiveWebhook } from '../use-cases/receive-webhook.js';

/** What Razorpay tells a tenant; the path names the tenant, since providers send no header of ours. */
@Controller('payments/webhooks')
export class WebhookController {
  constructor(private readonly receive: ReceiveWebhook) {}

  @Post('razorpay/:tenant')
  @HttpCode(200)
  @NoTenant()
  @OperationId('receiveRazorpayWebhook')
  @Summary(
    'A webhook of Razorpay, signed over its raw body',
    'For Razorpay alone, not for frontends. The signature is checked over the raw bytes; the same event twice does nothing twice. `tenant` is the slug of the business.',
  )
  @Answers(webhookAnswer, WebhookSignatureInvalid)
  async razorpay(
    @Param('tenant') slug: string,
    @RawBody() body: Buffer,
    @Headers('x-razorpay-signature') signature: string | undefined,
    @Headers('x-razorpay-event-id') eventId: string | undefined,
  ) {
    return { status: await this.receive.run({ slug, body, signature: signature ?? '', eventId }) };
  }
}
