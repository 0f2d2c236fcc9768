<?php

// The interfaces of the SDK and of PSR-16 that the provider meets: the real ones, where VEND_TEST_AWS_SDK_AUTOLOAD names the SDK's autoloader; else
// as much of them as is used. And caches over them, of which the first is shared by processes.

declare(strict_types=1);

namespace Vend\Test {
    $autoload = getenv('VEND_TEST_AWS_SDK_AUTOLOAD');
    define('Vend\Test\HAS_SDK', $autoload !== false && $autoload !== '');
    if (HAS_SDK) {
        require $autoload;
    }
}

namespace Psr\SimpleCache {
    if (!interface_exists(CacheInterface::class)) {
        interface CacheInterface
        {
            public function get($key, $default = null);
            public function set($key, $value, $ttl = null);
        }
    }
}

namespace Aws {
    if (!interface_exists(CacheInterface::class)) {
        interface CacheInterface
        {
            public function get($key);
            public function set($key, $value, $ttl = 0);
            public function remove($key);
        }
    }
}

namespace Aws\Credentials {
    if (!class_exists(Credentials::class)) {
        class Credentials
        {
            public $arguments;

            public function __construct($key, $secret, $token = null, $expires = null)
            {
                $this->arguments = [$key, $secret, $token, $expires];
            }

            public function getSecurityToken()
            {
                return $this->arguments[2];
            }
        }
    }
}

namespace GuzzleHttp\Promise {
    if (!class_exists(FulfilledPromise::class)) {
        class FulfilledPromise
        {
            private $value;

            public function __construct($value)
            {
                $this->value = $value;
            }

            public function wait()
            {
                return $this->value;
            }
        }

        class RejectedPromise
        {
            private $reason;

            public function __construct($reason)
            {
                $this->reason = $reason;
            }

            public function wait()
            {
                throw $this->reason;
            }
        }
    }
}

namespace Vend\Test {
    final class FileCache implements \Psr\SimpleCache\CacheInterface
    {
        public $folder;
        /** @var bool as a Redis that is down */
        public $isBroken = false;

        public function __construct(string $folder)
        {
            $this->folder = $folder;
        }

        public function get($key, $default = null)
        {
            $this->check($key);
            $found = @file_get_contents("{$this->folder}/$key");
            [$endsAt, $value] = $found === false ? [0, null] : unserialize($found, ['allowed_classes' => false]);
            return $endsAt > time() ? $value : $default;
        }

        public function set($key, $value, $ttl = null)
        {
            $this->check($key);
            $new = "{$this->folder}/" . uniqid('new', true);
            file_put_contents($new, serialize([time() + $ttl, $value]));
            return rename($new, "{$this->folder}/$key");
        }

        private function check(string $key): void
        {
            if ($this->isBroken) {
                throw new \RuntimeException('no connection');
            }
            if (preg_match('/\A[A-Za-z0-9_.]{1,64}\z/', $key) !== 1) {
                throw new \LogicException("not a key of PSR-16: $key");
            }
        }
    }

    final class SdkCache implements \Aws\CacheInterface
    {
        public $values = [];

        public function get($key)
        {
            return $this->values[$key] ?? null;
        }

        public function set($key, $value, $ttl = 0)
        {
            $this->values[$key] = $value;
        }

        public function remove($key)
        {
            unset($this->values[$key]);
        }
    }
}
