import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * An application that sends on what it receives, with all its properties: the unique key and whatever a replicator wrote among
 * them. Arguments: namesrv topic group count timeoutSeconds. Messages go back to the topic they came from, half of them as the
 * very object that was received, half as new ones with its properties; both get the user property `forwarded`, and those that
 * have it are left alone. Exit code 0 when `count` messages were sent on in time.
 */
public class Forward {
    private static final String FORWARDED = "forwarded";

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
        if (args.length < 5) {
            System.err.println("usage: namesrv topic group count timeoutSeconds");
            System.exit(2);
        }
        String instance = "forward-" + ProcessHandle.current().pid();
        DefaultMQProducer producer = new DefaultMQProducer(args[2]);
        producer.setNamesrvAddr(args[0]);
        producer.setInstanceName(instance);
        producer.start();
        CountDownLatch left = new CountDownLatch(Integer.parseInt(args[3]));
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(args[2]);
        consumer.setNamesrvAddr(args[0]);
        consumer.setInstanceName(instance);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(args[1], "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> forward(producer, messages, left));
        consumer.start();
        boolean done = left.await(Long.parseLong(args[4]), TimeUnit.SECONDS);
        consumer.shutdown();
        producer.shutdown();
        System.out.println("{\"left\":" + left.getCount() + "}");
        System.exit(done ? 0 : 1);
    }

    private static ConsumeConcurrentlyStatus forward(DefaultMQProducer producer, List<MessageExt> messages, CountDownLatch left) {
        for (MessageExt received : messages) {
            if (received.getUserProperty(FORWARDED) != null) {
                continue;
            }
            try {
                producer.send(received.getQueueOffset() % 2 == 0 ? marked(received) : marked(copyOf(received)));
                left.countDown();
            } catch (Exception error) {
                error.printStackTrace();
                return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            }
        }
        return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
    }

    private static Message copyOf(MessageExt received) {
        Message copy = new Message(received.getTopic(), received.getBody());
        copy.setFlag(received.getFlag());
        MessageAccessor.setProperties(copy, new HashMap<>(received.getProperties()));
        return copy;
    }

    private static Message marked(Message message) {
        message.putUserProperty(FORWARDED, "yes");
        return message;
    }
}
