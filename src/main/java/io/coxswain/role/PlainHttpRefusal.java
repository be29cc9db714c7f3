package io.coxswain.role;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS as Java does it, and for a client that speaks plain HTTP the sentence with which Go's server
 * (net/http) answers, in place of a connection that ends without a word.
 */
final class PlainHttpRefusal extends JdkSSLEngineOptions {
  private static final String ANSWER =
      "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";

  /** How such a request begins: as many bytes as the head of a TLS record has. */
  private static final List<String> BEGINNINGS =
      List.of("GET /", "HEAD ", "POST ", "PUT /", "OPTIO", "PATCH", "DELET");

  private static final int HEAD_BYTES = 5;

  PlainHttpRefusal() {}

  private PlainHttpRefusal(PlainHttpRefusal that) {
    super(that);
  }

  @Override
  public PlainHttpRefusal copy() {
    return new PlainHttpRefusal(this);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Factory();
  }

  private static final class Factory extends DefaultSslContextFactory {
    Factory() {
      super(SslProvider.JDK, false);
    }

    @Override
    public SslContext create() throws SSLException {
      return new Listening(super.create());
    }
  }

  /** A context whose handlers look at the first bytes. */
  private static final class Listening extends DelegatingSslContext {
    Listening(SslContext context) {
      super(context);
    }

    @Override
    protected void initEngine(SSLEngine engine) {}

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, boolean startTls, Executor executor) {
      return new Handler(newEngine(allocator), startTls, executor);
    }

    @Override
    protected SslHandler newHandler(
        ByteBufAllocator allocator, String host, int port, boolean startTls, Executor executor) {
      return new Handler(newEngine(allocator, host, port), startTls, executor);
    }
  }

  private static final class Handler extends SslHandler {
    private boolean heard; // of the connection's event loop

    Handler(SSLEngine engine, boolean startTls, Executor executor) {
      super(engine, startTls, executor);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
        throws SSLException {
      if (!heard && in.readableBytes() >= HEAD_BYTES) {
        heard = true;
        if (BEGINNINGS.contains(
            in.toString(in.readerIndex(), HEAD_BYTES, StandardCharsets.US_ASCII))) {
          in.skipBytes(in.readableBytes());
          // From here it goes to the wire as it is: encryption happens in this handler.
          context
              .writeAndFlush(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII))
              .addListener((ChannelFutureListener) written -> context.close());
          return;
        }
      }
      super.decode(context, in, out);
    }
  }
}
