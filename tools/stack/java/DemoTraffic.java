import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;

/**
 * Small, steady traffic for the demo, until it is ended. Arguments: namesrv [messagesPerSecond (50)].
 * Topics `orders`, `payments` and `logistics-events`, with tags, keys and properties; every 40 s a burst of ten times the
 * rate for 4 s, so that the charts have something to show.
 */
public class DemoTraffic {
    private static final String[][] TAGS = {
        {"created", "paid", "cancelled"},
        {"wechat", "alipay", "card"},
        {"picked", "shipped", "delivered"},
    };
    private static final String[] TOPICS = {"orders", "payments", "logistics-events"};
    private static final String[] REGIONS = {"hangzhou", "shanghai", "singapore", "frankfurt"};
    private static final int BURST_EVERY_SECONDS = 40;
    private static final int BURST_SECONDS = 4;
    private static final int BURST_FACTOR = 10;

    public static void main(String[] args) {
        try {
            run(args);
        } catch (Exception error) {
            // The client's own threads would keep the program alive.
            error.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] args) throws Exception {
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : 50;
        DefaultMQProducer producer = new DefaultMQProducer("demo-traffic");
        producer.setNamesrvAddr(args[0]);
        producer.setDefaultTopicQueueNums(4);
        producer.start();
        Runtime.getRuntime().addShutdownHook(new Thread(producer::shutdown));
        Random random = new Random();
        long began = System.nanoTime();
        long index = 0;
        double due = 0;
        while (true) {
            double now = (System.nanoTime() - began) / 1e9;
            if (due > now) {
                TimeUnit.MICROSECONDS.sleep((long) ((due - now) * 1e6));
            } else if (now - due > 2) {
                due = now;
            }
            boolean burst = now % BURST_EVERY_SECONDS > BURST_EVERY_SECONDS - BURST_SECONDS;
            due += 1.0 / (burst ? rate * BURST_FACTOR : rate);
            send(producer, random, index++);
        }
    }

    private static void send(DefaultMQProducer producer, Random random, long index) throws InterruptedException {
        int kind = (int) (index % TOPICS.length);
        String number = String.format("%s-%08d", TOPICS[kind].substring(0, 2).toUpperCase(), index);
        String region = REGIONS[random.nextInt(REGIONS.length)];
        String body = "{\"number\":\"" + number + "\",\"region\":\"" + region + "\",\"amount\":" + (100 + random.nextInt(99_900)) / 100.0
            + ",\"at\":" + System.currentTimeMillis() + "}";
        Message message = new Message(TOPICS[kind], TAGS[kind][random.nextInt(3)], number, body.getBytes(StandardCharsets.UTF_8));
        message.putUserProperty("region", region);
        try {
            producer.send(message);
        } catch (InterruptedException error) {
            throw error;
        } catch (Exception error) {
            System.err.println(error);
            Thread.sleep(1000);
        }
    }
}
