# frozen_string_literal: true

# `ruby clients/ruby/test/vend_credentials_test.rb`: what the scenarios of all clients do not ask, which know nothing of an SDK's objects.

require 'minitest/autorun'
require 'tempfile'
require_relative 'aws_v1'
require_relative 'service'
require_relative '../vend_credentials'
begin
  require 'aws-sdk-core'
rescue LoadError
  warn 'aws-sdk-core is missing: the tests of V3Provider are skipped'
end

# Takes warnings, for who does not test them.
class Silence
  def warn(_sentence); end
end

# Whatever is kept is old enough to be renewed.
ALWAYS_RENEW = { :refresh_ahead_seconds => 100_000 }.freeze

# Makes a program one that has as many threads as it may have.
module NoThreads
  class << self
    attr_accessor :on
  end

  def new(*)
    raise ThreadError, "can't create Thread: Resource temporarily unavailable" if NoThreads.on
    super
  end
end
Thread.singleton_class.send(:prepend, NoThreads)

module WithService
  def setup
    @service = Service.new
  end

  def teardown
    @service.stop
  end

  def options(more = {})
    { :url => @service.url, :grant => 'nightly-report', :token => 'a.b.c', :logger => Silence.new }.merge(more)
  end

  # Waits until what is kept is not the first answer any more.
  def wait_for_renewal(provider)
    keeper = provider.instance_variable_get(:@vend_keeper)
    250.times do
      return if keeper.instance_variable_get(:@kept).session_token != 'token-1'
      sleep(0.02)
    end
    flunk 'no newer credentials have come'
  end

  def down
    @service.interfere = lambda { |_| @service.say(403, 'code' => 'NotGranted', 'message' => 'No such grant for this caller') }
  end
end

class ProviderTest < Minitest::Test
  include WithService

  def test_options_win_over_the_environment
    ENV['VEND_URL'] = 'https://nobody.invalid'
    ENV['VEND_TOKEN_FILE'] = '/nowhere/token'
    more = { :parameters => { 'dataset' => 'a b' }, :duration_seconds => 900, :token => lambda { "Bearer d.e.f\n" } }
    assert_equal 'token-1', VendCredentials::Provider.new(options(more)).credentials.session_token
    assert_equal ['GET /v1/credentials/nightly-report?format=ruby&duration=900&param.dataset=a+b HTTP/1.1'], @service.seen
  ensure
    ENV.delete('VEND_URL')
    ENV.delete('VEND_TOKEN_FILE')
  end

  def test_knows_its_options
    error = assert_raises(ArgumentError) { VendCredentials::Provider.new(:grnat => 'x') }
    assert_includes error.message, 'grnat'
  end

  def test_says_of_a_token_function_that_fails_no_more_than_that
    token = lambda { raise KeyError, 'a-secret' }
    error = assert_raises(VendCredentials::Error) { VendCredentials::Provider.new(options(:token => token)).credentials }
    assert_equal "No AWS credentials from #{@service.url} for grant \"nightly-report\": the token function failed", error.message
  end

  def test_says_code_and_status_of_a_refusal
    down
    error = assert_raises(VendCredentials::Error) { VendCredentials::Provider.new(options).credentials }
    assert_equal [403, 'NotGranted'], [error.status, error.code]
  end

  def test_shows_no_secret_when_it_is_looked_at
    provider = VendCredentials::Provider.new(options(:client_secret => 'a-secret'))
    refute_match(/secret-1|token-1/, provider.credentials.inspect)
    refute_match(/a\.b\.c|a-secret/, provider.inspect)
  end

  def test_shows_no_password_of_a_proxy_not_even_as_a_cause
    ENV['https_proxy'] = 'http://user:pass word@proxy'
    error = assert_raises(VendCredentials::Error) do
      VendCredentials::Provider.new(options(:url => 'https://vend.invalid')).credentials
    end
    refute_includes error.full_message, 'pass word'
    assert_includes error.message, 'HTTPS_PROXY'
  ensure
    ENV.delete('https_proxy')
  end

  def test_repeats_nothing_of_what_was_sent
    {
      'an-opaque-secret is refused' => '401 X: (token) is refused',
      "an-opa\nque-secret is refused" => '401 X: (token)',
      'another is refused' => '401 X: another is refused'
    }.each do |text, says|
      @service.interfere = lambda { |_| @service.say(401, 'code' => 'X', 'message' => text) }
      more = { :token => nil, :token_url => @service.url, :client_id => 'me', :client_secret => 'an-opaque-secret' }
      [options(:token => 'an-opaque-secret'), options(more)].each do |given|
        error = assert_raises(VendCredentials::Error) { VendCredentials::Provider.new(given).credentials }
        assert_equal says, error.message[/401.*/]
      end
    end
  end

  def test_shows_nothing_of_a_proxy_whose_password_is_not_escaped
    ['http://user:p@sec/word@proxy:1', 'http://user:p@sec@proxy:1', 'user:sec/word@proxy', 'http://user:sec?@proxy'].each do |proxy|
      ENV['https_proxy'] = proxy
      error = assert_raises(VendCredentials::Error) do
        VendCredentials::Provider.new(options(:url => 'https://vend.invalid')).credentials
      end
      assert_match(/: HTTPS_PROXY is not of the form http:\/\/host:port\z/, error.message)
    end
  ensure
    ENV.delete('https_proxy')
  end

  def test_takes_no_token_file_that_is_too_large
    Tempfile.create('token') do |file|
      file.write('a' * (64 * 1024 + 1))
      file.close
      more = { :token => nil, :token_file => file.path }
      error = assert_raises(VendCredentials::Error) { VendCredentials::Provider.new(options(more)).credentials }
      assert_match(/cannot be read: it is larger than 64 KiB\z/, error.message)
    end
  end

  def test_takes_no_credentials_that_are_to_last_for_ever_or_end_a_line
    good = { :access_key_id => 'id', :secret_access_key => 's', :session_token => 't' }
    stamp = lambda { |seconds| (Time.now + seconds).utc.strftime('%Y-%m-%dT%H:%M:%SZ') }
    [
      [{ :expiration => stamp.call(13 * 3600 + 60) }, 'expiration is more than 13 h ahead'],
      [{ :expiration => '9999-12-31T23:59:59Z' }, 'expiration is more than 13 h ahead'],
      [{ :access_key_id => "a\nb" }, 'access_key_id holds something other than printable ASCII'],
      [{ :secret_access_key => "a\0" }, 'secret_access_key holds something other than printable ASCII'],
      [{ :session_token => "a\n" }, 'session_token holds something other than printable ASCII']
    ].each do |wrong, says|
      @service.interfere = lambda { |_| @service.say(200, good.merge(:expiration => stamp.call(3600)).merge(wrong)) }
      error = assert_raises(VendCredentials::Error) { VendCredentials::Provider.new(options).credentials }
      assert_match(/the answer's #{says} after 4 attempts\z/, error.message)
    end
  end

  def test_reads_no_more_of_a_head_than_there_may_be
    line = "X-Line: #{'x' * 1000}\r\n"
    ["HTTP/1.1 200 OK\r\n#{line * 20_000}", "HTTP/1.1 200 OK\r\nX: #{'x' * 20_000_000}", "HTTP/1.1 100 Continue\r\n\r\n" * 500_000].each do |head|
      @service.interfere = lambda { |_| head }
      error = assert_raises(VendCredentials::Error) { VendCredentials::Provider.new(options).credentials }
      assert_match(/its answer is not HTTP after 4 attempts\z/, error.message)
    end
  end

  def test_goes_on_with_what_is_good_where_there_are_no_threads
    provider = VendCredentials::Provider.new(options(ALWAYS_RENEW))
    provider.credentials
    NoThreads.on = true
    assert_equal 'token-1', provider.credentials.session_token
    error = assert_raises(VendCredentials::Error) { VendCredentials::Provider.new(options).credentials }
    assert_match(/no thread can be started\z/, error.message)
  ensure
    NoThreads.on = false
  end

  def test_gives_fresh_ones_to_a_handler_of_signals
    provider = VendCredentials::Provider.new(options)
    provider.credentials
    got = nil
    before = trap('USR2') { got = provider.credentials.session_token }
    Process.kill('USR2', Process.pid)
    50.times { got || sleep(0.02) }
    assert_equal 'token-1', got
  ensure
    trap('USR2', before || 'DEFAULT')
  end

  def test_bounds_an_answer_that_comes_in_drops
    @service.interfere = lambda { |number| @service.answer(number).chars.each_slice(8).map(&:join) if number == 1 }
    began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
    provider = VendCredentials::Provider.new(options(:read_timeout_seconds => 1))
    # The second request is served once the first one's drops have met a closed connection.
    assert_equal 'token-2', provider.credentials.session_token
    assert_operator Process.clock_gettime(Process::CLOCK_MONOTONIC) - began, :<, 8
  end

  def test_warns_a_logger_which_may_ask_for_credentials_itself
    warnings = []
    provider = nil
    logger = Object.new
    logger.define_singleton_method(:warn) { |sentence| warnings << [sentence, provider.credentials.session_token] }
    provider = VendCredentials::Provider.new(options(:logger => logger))
    @service.life = 30 # so little that renewing is waited for
    provider.credentials
    down
    assert_equal 'token-1', provider.credentials.session_token
    assert_equal 1, warnings.length
    assert_match(/403 NotGranted.*; going on with those at hand/, warnings[0][0])
    assert_equal 'token-1', warnings[0][1]
  end

  def test_goes_on_in_a_process_that_was_forked_while_it_renewed
    skip 'no fork here' unless Process.respond_to?(:fork)
    provider = VendCredentials::Provider.new(options(ALWAYS_RENEW))
    provider.credentials
    @service.interfere = lambda { |_| sleep(1) && nil }
    provider.credentials # renews in the background, by a thread that the child does not have
    reader, writer = IO.pipe
    child = fork do
      provider.credentials
      wait_for_renewal(provider)
      writer.write(provider.credentials.session_token)
      exit!(0)
    end
    writer.close
    assert_match(/\Atoken-[2-9]\z/, reader.read)
    Process.wait(child)
  end
end

class V1ProviderTest < Minitest::Test
  include WithService

  def test_is_a_provider_of_the_sdk_with_symbols_for_keys
    provider = VendCredentials::V1Provider.new(options)
    assert_kind_of AWS::Core::CredentialProviders::Provider, provider
    assert_equal({ :access_key_id => 'ASIANUMBER1', :secret_access_key => 'secret-1', :session_token => 'token-1' },
                 provider.credentials)
    assert provider.set?
  end

  def test_does_not_keep_the_first_credentials_for_ever
    provider = VendCredentials::V1Provider.new(options(ALWAYS_RENEW))
    assert_equal 'token-1', provider.credentials[:session_token]
    wait_for_renewal(provider) if provider.credentials
    assert_operator provider.credentials[:session_token], :>, 'token-1'
  end

  def test_reads_values_of_one_signature_from_one_answer
    provider = VendCredentials::V1Provider.new(options(ALWAYS_RENEW))
    secret = provider.secret_access_key
    provider.credentials
    wait_for_renewal(provider)
    sleep(0.1) # while the body's digest is made
    assert_equal %w[secret-1 token-1 ASIANUMBER1], [secret, provider.session_token, provider.access_key_id]
    # Whoever begins to sign now has the new ones.
    other = Thread.new { [provider.session_token, provider.access_key_id, provider.secret_access_key].map { |text| text[-1].to_i } }
    assert_equal 1, other.value.uniq.length
    assert_operator other.value[0], :>=, 2
  end

  def test_takes_newer_values_between_two_requests_as_the_end_comes_near
    @service.life = 200
    provider = VendCredentials::V1Provider.new(options(ALWAYS_RENEW))
    provider.secret_access_key
    provider.credentials
    wait_for_renewal(provider)
    sleep(0.05)
    assert_operator provider.access_key_id, :>=, 'ASIANUMBER2'
  end

  def test_gets_new_ones_when_the_sdk_says_that_they_have_expired_but_not_all_the_time
    provider = VendCredentials::V1Provider.new(options)
    assert_equal 'token-1', provider.session_token
    assert_nil provider.refresh
    assert_equal 'token-1', provider.session_token
    sleep(5.1)
    provider.refresh
    assert_equal %w[token-2 secret-2], [provider.session_token, provider.secret_access_key]
    assert_equal 2, @service.seen.length
  end

  def test_keeps_good_ones_when_there_are_no_new_ones
    provider = VendCredentials::V1Provider.new(options)
    provider.access_key_id
    down
    sleep(5.1)
    provider.refresh
    assert_equal %w[ASIANUMBER1 secret-1], [provider.access_key_id, provider.secret_access_key]
    assert_equal 2, @service.seen.length
  end

  def test_signs_by_the_sdk_itself
    skip 'the real aws-sdk 1 is not here' unless AWS_V1_IS_REAL
    provider = VendCredentials::V1Provider.new(options)
    request = AWS::Core::Http::Request.new
    request.host = 'sts.amazonaws.com'
    AWS::Core::Signers::Version4.new(provider, 'sts', 'us-east-1').sign_request(request)
    assert_includes request.headers['authorization'], 'Credential=ASIANUMBER1/'
    assert_equal 'token-1', request.headers['x-amz-security-token']
    AWS.config(:credential_provider => provider)
    assert_equal 'secret-1', AWS.config.credentials[:secret_access_key]
  end
end

class V3ProviderTest < Minitest::Test
  include WithService

  def setup
    super
    skip 'aws-sdk-core is missing' unless defined?(Aws::RefreshingCredentials)
  end

  def test_is_one_of_the_sdks_and_asks_nothing_when_it_is_made
    provider = 2.times.map { VendCredentials::V3Provider.new(options) }.last
    assert_kind_of Aws::RefreshingCredentials, provider
    assert_kind_of Aws::CredentialProvider, provider
    assert_empty @service.seen
    assert provider.set?
    assert_kind_of Aws::Credentials, provider.credentials
    assert_in_delta Time.now + 3600, provider.expiration, 5
    assert_equal 1, @service.seen.length
  end

  def test_renews_long_before_the_sdk_would
    provider = VendCredentials::V3Provider.new(options(ALWAYS_RENEW))
    first = provider.credentials
    wait_for_renewal(provider) if provider.credentials
    assert_equal 'token-1', first.session_token
    assert_operator provider.credentials.session_token, :>, 'token-1'
  end

  def test_never_replaces_good_credentials_by_nothing
    provider = VendCredentials::V3Provider.new(options)
    first = provider.credentials
    down
    sleep(5.1)
    provider.refresh!
    assert_same first, provider.credentials
    assert_equal 2, @service.seen.length
  end

  def test_tells_the_sdks_callers_why_there_are_none
    down
    sts = Aws::STS::Client.new(:credentials => VendCredentials::V3Provider.new(options), :region => 'eu-central-1',
                               :endpoint => @service.url)
    error = assert_raises(VendCredentials::Error) { sts.get_caller_identity }
    assert_match(/\ANo AWS credentials from \S+ for grant "nightly-report": 403 NotGranted: /, error.message)
  end
end
